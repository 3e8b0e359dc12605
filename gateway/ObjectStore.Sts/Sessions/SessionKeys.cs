using System.Security.Cryptography;

namespace ObjectStore.Sts.Sessions;

/// <summary>Makes the key pairs of sessions, in AWS's forms.</summary>
internal static class SessionKeys
{
    /// <summary>What access keys of sessions begin with, which tells clients that a token belongs to them.</summary>
    public const string Prefix = "ASIA";

    private const string AccessKeyCharacters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private const int AccessKeyRandom = 16;
    private const int SecretBytes = 30;

    /// <summary>A new pair: 20 characters of which 80 bits are random, and a secret of 240 random bits.</summary>
    public static (string AccessKey, string SecretKey) Make() =>
        (Prefix + RandomNumberGenerator.GetString(AccessKeyCharacters, AccessKeyRandom), Convert.ToBase64String(RandomNumberGenerator.GetBytes(SecretBytes)));
}
