using System.Security.Cryptography;

namespace ObjectStore.Operator.Planning;

/// <summary>Random names and secrets, of characters that need no quoting anywhere.</summary>
internal static class Credentials
{
    private const string AccessKeyCharacters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private const string SecretKeyCharacters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    /// <summary>Twenty characters, 100 bits.</summary>
    public static string NewAccessKey() => RandomNumberGenerator.GetString(AccessKeyCharacters, 20);

    /// <summary>Forty characters, 238 bits.</summary>
    public static string NewSecretKey() => RandomNumberGenerator.GetString(SecretKeyCharacters, 40);
}
