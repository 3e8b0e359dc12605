using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ObjectStore.Index.Quotas;

/// <summary>A quota as it is stored: docs/format/limits.md.</summary>
/// <param name="Version">Format version.</param>
/// <param name="Bytes">Bytes.</param>
/// <param name="Objects">Objects.</param>
internal sealed partial record QuotaDocument(int Version, long? Bytes = null, long? Objects = null)
{
    private const int CurrentVersion = 1;

    public static byte[] Encode(StorageQuota quota) =>
        JsonSerializer.SerializeToUtf8Bytes(new QuotaDocument(CurrentVersion, quota.Bytes, quota.Objects), QuotaJson.Default.QuotaDocument);

    /// <summary>False when the bytes are damaged or of another version.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out StorageQuota? quota)
    {
        quota = null;
        try
        {
            if (JsonSerializer.Deserialize(bytes, QuotaJson.Default.QuotaDocument) is not { Version: CurrentVersion } document) return false;
            var read = new StorageQuota(document.Bytes, document.Objects);
            if (read.IsValid) quota = read;
            return quota is not null;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, RespectRequiredConstructorParameters = true)]
    [JsonSerializable(typeof(QuotaDocument))]
    internal sealed partial class QuotaJson : JsonSerializerContext;
}
