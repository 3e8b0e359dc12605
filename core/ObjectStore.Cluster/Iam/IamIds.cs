using System.Security.Cryptography;

namespace ObjectStore.Cluster.Iam;

/// <summary>Makes ids and secrets as IAM's look. Thread-safe.</summary>
/// <remarks>Source: IAM user guide, "IAM identifiers", unique identifiers: four letters for the kind, and then letters and digits, here 85 random bits.</remarks>
public static class IamIds
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private const int RandomLetters = 17;
    private const int SecretBytes = 30;

    /// <summary>An id of a user.</summary>
    public static string NewUser() => New("AIDA");

    /// <summary>An id of a group.</summary>
    public static string NewGroup() => New("AGPA");

    /// <summary>An id of a role.</summary>
    public static string NewRole() => New("AROA");

    /// <summary>An id of a managed policy.</summary>
    public static string NewPolicy() => New("ANPA");

    /// <summary>An id of a provider.</summary>
    public static string NewOidcProvider() => New("OIDC");

    /// <summary>An access key.</summary>
    public static string NewAccessKey() => New("AKIA");

    /// <summary>A secret: 40 characters of base64, 240 random bits.</summary>
    public static string NewSecret() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(SecretBytes));

    private static string New(string prefix) => prefix + RandomNumberGenerator.GetString(Alphabet, RandomLetters);
}
