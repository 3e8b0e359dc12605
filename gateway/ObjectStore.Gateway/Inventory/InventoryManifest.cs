using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using ObjectStore.Gateway.Authorization;

namespace ObjectStore.Gateway.Inventory;

/// <summary>What is published when all files are there (Amazon S3 user guide, "Inventory manifest").</summary>
internal sealed partial record InventoryManifest(
    string SourceBucket, string DestinationBucket, string Version, string CreationTimestamp, string FileFormat, string FileSchema, IReadOnlyList<InventoryManifest.Entry> Files)
{
    private const string FormatVersion = "2016-11-30";

    /// <summary>The document.</summary>
    public static byte[] Render(string source, string target, InventoryColumns columns, InventoryRun run) => JsonSerializer.SerializeToUtf8Bytes(
        new InventoryManifest(
            source, AskedResource.ArnPrefix + target, FormatVersion, run.StartedAt.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture), "CSV", columns.Schema,
            [.. run.Files.Select(static file => new Entry(file.Key, file.Size, file.Md5))]),
        ManifestJson.Default.InventoryManifest);

    /// <summary>One file.</summary>
    internal sealed record Entry(string Key, long Size, [property: JsonPropertyName("MD5checksum")] string Md5Checksum);

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
    [JsonSerializable(typeof(InventoryManifest))]
    internal sealed partial class ManifestJson : JsonSerializerContext;
}
