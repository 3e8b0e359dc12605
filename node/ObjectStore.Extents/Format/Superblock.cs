using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using ObjectStore.Core.Checksums;
using ObjectStore.Core.Identifiers;

namespace ObjectStore.Extents.Format;

/// <summary>What <c>device.json</c> says (docs/format/extents.md §2). Written once, when the device is made.</summary>
/// <param name="Device">The device's identity for its whole life.</param>
/// <param name="Cluster">The cluster that it belongs to; a node of another one refuses it.</param>
/// <param name="Pool">The storage pool.</param>
/// <param name="CreatedAt">When it was made.</param>
public sealed record Superblock(DeviceId Device, Guid Cluster, string Pool, DateTimeOffset CreatedAt)
{
    private const string FormatName = "objectstore-device";
    private const int FormatVersion = 1;

    /// <summary>The file's content.</summary>
    public byte[] Format()
    {
        var document = new SuperblockDocument
        {
            Format = FormatName,
            FormatVersion = FormatVersion,
            MinReaderVersion = FormatVersion,
            DeviceId = Device.ToString(),
            ClusterId = Cluster.ToString("D"),
            Pool = Pool,
            CreatedAt = CreatedAt.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture),
        };
        document.Crc32C = ChecksumOf(document);
        return JsonSerializer.SerializeToUtf8Bytes(document, SuperblockJson.Default.SuperblockDocument);
    }

    /// <summary>Reads what <see cref="Format"/> wrote; false on anything else, also on a newer format.</summary>
    public static bool TryParse(ReadOnlySpan<byte> content, out Superblock superblock)
    {
        superblock = null!;
        SuperblockDocument? document;
        try
        {
            document = JsonSerializer.Deserialize(content, SuperblockJson.Default.SuperblockDocument);
        }
        catch (JsonException)
        {
            return false;
        }

        if (document is null || document.Format != FormatName || document.MinReaderVersion > FormatVersion) return false;
        if (document.Crc32C != ChecksumOf(document)) return false;
        if (!Guid.TryParseExact(document.DeviceId, "D", out var device) || !Guid.TryParseExact(document.ClusterId, "D", out var cluster)) return false;
        if (!DateTimeOffset.TryParseExact(document.CreatedAt, "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out var createdAt)) return false;
        superblock = new Superblock(new DeviceId(device), cluster, document.Pool, createdAt);
        return true;
    }

    private static string ChecksumOf(SuperblockDocument document)
    {
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"{document.Format}\n{document.FormatVersion}\n{document.MinReaderVersion}\n{document.DeviceId}\n{document.ClusterId}\n{document.Pool}\n{document.CreatedAt}\n");
        return Crc32C.Compute(Encoding.UTF8.GetBytes(text)).ToString("x8", CultureInfo.InvariantCulture);
    }
}

/// <summary>The members of <c>device.json</c>.</summary>
internal sealed class SuperblockDocument
{
    public string Format { get; set; } = string.Empty;

    public int FormatVersion { get; set; }

    public int MinReaderVersion { get; set; }

    public string DeviceId { get; set; } = string.Empty;

    public string ClusterId { get; set; } = string.Empty;

    public string Pool { get; set; } = string.Empty;

    public string CreatedAt { get; set; } = string.Empty;

    public string Crc32C { get; set; } = string.Empty;
}

/// <summary>Serialization of <see cref="SuperblockDocument"/>, made at compile time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(SuperblockDocument))]
internal sealed partial class SuperblockJson : JsonSerializerContext;
