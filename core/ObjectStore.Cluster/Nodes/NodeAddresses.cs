using System.Text.Json;
using System.Text.Json.Serialization;
using ObjectStore.Index.Catalog;

namespace ObjectStore.Cluster.Nodes;

/// <summary>Where the cluster's nodes are, as the curator has put it into the catalog: gateways need to know nothing but the catalog.</summary>
/// <remarks>One state of the catalog, written by the curator alone. Unknown to a gateway that cannot read it: then it keeps the addresses that it has.</remarks>
public static partial class NodeAddresses
{
    /// <summary>Name of the state in the catalog.</summary>
    public const string StateName = "node-addresses";

    private const int Version = 1;

    /// <summary>The addresses of the gRPC endpoints; null before there were any, or when a later release wrote them.</summary>
    public static async ValueTask<IReadOnlyList<Uri>?> ReadAsync(ICatalog catalog, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        if (await catalog.GetJobStateAsync(StateName, cancellationToken) is not { } bytes) return null;
        try
        {
            return JsonSerializer.Deserialize(bytes.Span, AddressesJson.Default.Stored) is { Version: Version } stored ? stored.Addresses : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Stores the addresses.</summary>
    public static ValueTask StoreAsync(ICatalog catalog, IReadOnlyList<Uri> addresses, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return catalog.StoreJobStateAsync(StateName, JsonSerializer.SerializeToUtf8Bytes(new Stored(Version, addresses), AddressesJson.Default.Stored), cancellationToken);
    }

    internal sealed record Stored(int Version, IReadOnlyList<Uri> Addresses);

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
    [JsonSerializable(typeof(Stored))]
    internal sealed partial class AddressesJson : JsonSerializerContext;
}
