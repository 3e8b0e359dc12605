using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ObjectStore.Cluster.Identities;

/// <summary>An identity as it is stored: docs/format/identities.md.</summary>
/// <param name="Version">Format version.</param>
/// <param name="AccessKey">As in the row's name.</param>
/// <param name="Secret">The sealed secret.</param>
/// <param name="UserId">User.</param>
/// <param name="DisplayName">Name of the user.</param>
/// <param name="Grants">Buckets.</param>
/// <param name="ExpiresAt">When it stops to work.</param>
internal sealed partial record IdentityRow(
    int Version, string AccessKey, byte[] Secret, string UserId, string DisplayName, IReadOnlyList<BucketGrant> Grants, DateTimeOffset? ExpiresAt)
{
    private const int FirstVersion = 1;

    /// <summary>With a prefix or a policy: those who know version 1 alone would leave out these bounds, so they leave out the identity.</summary>
    private const int BoundedVersion = 2;

    /// <summary>An identity policy, or null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Policy { get; init; }

    public static byte[] Encode(CatalogIdentity identity, MasterKey key) => JsonSerializer.SerializeToUtf8Bytes(
        new IdentityRow(VersionOf(identity), identity.AccessKey, key.Seal(identity.SecretKey, PurposeOf(identity.AccessKey)), identity.UserId, identity.DisplayName, identity.Grants, identity.ExpiresAt) { Policy = identity.Policy },
        IdentityJson.Default.IdentityRow);

    /// <summary>False when it is damaged, of another version, under another name, or sealed with another key.</summary>
    public static bool TryDecode(string accessKey, ReadOnlySpan<byte> bytes, MasterKey key, [NotNullWhen(true)] out CatalogIdentity? identity)
    {
        identity = null;
        try
        {
            if (JsonSerializer.Deserialize(bytes, IdentityJson.Default.IdentityRow) is not { Version: FirstVersion or BoundedVersion } row || row.AccessKey != accessKey) return false;
            if (!key.TryOpen(row.Secret, PurposeOf(accessKey), out var secret)) return false;
            identity = new CatalogIdentity(accessKey, secret, row.UserId, row.DisplayName, row.Grants, row.ExpiresAt) { Policy = row.Policy };
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static int VersionOf(CatalogIdentity identity) => identity.Policy is null && identity.Grants.All(static grant => grant.Prefix is null) ? FirstVersion : BoundedVersion;

    /// <summary>A sealed secret that was put into another row cannot be opened there.</summary>
    private static string PurposeOf(string accessKey) => $"objectstore identity 1 {accessKey}";

    [JsonSourceGenerationOptions(
        PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true, DefaultIgnoreCondition = JsonIgnoreCondition.Never)]
    [JsonSerializable(typeof(IdentityRow))]
    internal sealed partial class IdentityJson : JsonSerializerContext;
}
