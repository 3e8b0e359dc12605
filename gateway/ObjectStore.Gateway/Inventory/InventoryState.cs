using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using ObjectStore.Index.OrderedStore;

namespace ObjectStore.Gateway.Inventory;

/// <summary>How an inventory stands: in the catalog's job state <c>inventory/BUCKET/ID</c>, JSON.</summary>
/// <param name="Version">Format.</param>
/// <param name="LastAt">When the last one that was published began; null before the first.</param>
/// <param name="Run">The one that is being made, or null.</param>
internal sealed record InventoryState(int Version, DateTimeOffset? LastAt, InventoryRun? Run)
{
    public const int CurrentVersion = 1;

    /// <summary>Most bytes of a state to which a file is added: what a row of the index holds, less the longest key, each byte of which JSON may write as six.</summary>
    public const int BytesMax = OrderedStoreLimits.ValueBytesMax - (16 << 10);

    /// <summary>What all names begin with.</summary>
    public const string Prefix = "inventory/";

    /// <summary>One of which nothing was made yet.</summary>
    public static InventoryState Beginning { get; } = new(CurrentVersion, null, null);

    public byte[] Format() => JsonSerializer.SerializeToUtf8Bytes(this, InventoryJson.Default.InventoryState);

    /// <summary>False when it is damaged or of another release.</summary>
    public static bool TryParse(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out InventoryState? state)
    {
        try
        {
            state = JsonSerializer.Deserialize(bytes, InventoryJson.Default.InventoryState);
            return state is { Version: CurrentVersion };
        }
        catch (JsonException)
        {
            state = null;
            return false;
        }
    }
}

/// <summary>The serializer of <see cref="InventoryState"/>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(InventoryState))]
internal sealed partial class InventoryJson : JsonSerializerContext;
