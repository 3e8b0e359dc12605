using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using ObjectStore.Cluster.Identities;

namespace ObjectStore.Cluster.Iam;

/// <summary>An entity as it is stored: docs/format/identities.md. Exactly one of the kinds is there.</summary>
/// <param name="Version">Format version.</param>
internal sealed partial record IamRow(int Version)
{
    private const int FirstVersion = 1;

    /// <summary>Of principals with a boundary: readers of version 1 would leave it out, and so give more than was meant.</summary>
    private const int VersionWithBoundary = 2;

    public IamUser? User { get; init; }

    public IamGroup? Group { get; init; }

    public IamRole? Role { get; init; }

    public IamManagedPolicy? Policy { get; init; }

    public IamOidcProvider? OidcProvider { get; init; }

    /// <summary>With an empty secret; the sealed one is <see cref="Secret"/>.</summary>
    public IamAccessKey? AccessKey { get; init; }

    /// <summary>The sealed secret of an access key.</summary>
    public byte[]? Secret { get; init; }

    public static byte[] Encode(IamEntity entity, MasterKey key)
    {
        var row = entity switch
        {
            IamUser user => new IamRow(VersionOf(user)) { User = user },
            IamGroup group => new IamRow(FirstVersion) { Group = group },
            IamRole role => new IamRow(VersionOf(role)) { Role = role },
            IamManagedPolicy policy => new IamRow(FirstVersion) { Policy = policy },
            IamOidcProvider provider => new IamRow(FirstVersion) { OidcProvider = provider },
            IamAccessKey pair => new IamRow(FirstVersion) { AccessKey = pair with { SecretKey = "" }, Secret = key.Seal(pair.SecretKey, PurposeOf(pair)) },
            _ => throw new ArgumentOutOfRangeException(nameof(entity)),
        };
        return JsonSerializer.SerializeToUtf8Bytes(row, IamJson.Default.IamRow);
    }

    /// <summary>False when it is damaged, of another version, under another id, or its secret is sealed with another key.</summary>
    public static bool TryDecode(string id, ReadOnlySpan<byte> bytes, MasterKey key, [NotNullWhen(true)] out IamEntity? entity)
    {
        entity = null;
        try
        {
            if (JsonSerializer.Deserialize(bytes, IamJson.Default.IamRow) is not { Version: FirstVersion or VersionWithBoundary } row) return false;
            IamEntity?[] kinds = [row.User, row.Group, row.Role, row.Policy, row.OidcProvider, row.OpenAccessKey(key)];
            if (kinds.Count(static kind => kind is not null) != 1) return false;
            var found = kinds.First(static kind => kind is not null)!;
            if (found.Id != id || row.Version != VersionOf(found)) return false;
            entity = found;
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static int VersionOf(IamEntity entity) => entity is IamPrincipal { Boundary: not null } ? VersionWithBoundary : FirstVersion;

    private IamAccessKey? OpenAccessKey(MasterKey key) =>
        AccessKey is { } pair && Secret is { } secret && key.TryOpen(secret, PurposeOf(pair), out var opened) ? pair with { SecretKey = opened } : null;

    /// <summary>A sealed secret that was put into another row, or a row that was given to another user, cannot be opened there.</summary>
    private static string PurposeOf(IamAccessKey pair) => $"objectstore iam 1 {pair.Id} {pair.UserId} {pair.AccountId}";

    [JsonSourceGenerationOptions(
        PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, IgnoreReadOnlyProperties = true)]
    [JsonSerializable(typeof(IamRow))]
    internal sealed partial class IamJson : JsonSerializerContext;
}
