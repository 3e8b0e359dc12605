using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Xml;
using ObjectStore.S3.Http;

namespace ObjectStore.S3.Xml;

/// <summary>Bodies of PutBucketInventoryConfiguration, answers of its kin, and the inventories of a bucket as they are stored.</summary>
public static class InventoryRequest
{
    /// <summary>Most bytes of a body.</summary>
    public const int BytesMax = 16 << 10;

    /// <summary>Most inventories of a bucket (Amazon S3 API reference).</summary>
    public const int CountMax = 1_000;

    private const int FieldsMax = 32;

    /// <summary>Reads the body of a request; false when it is none.</summary>
    public static bool TryParse(ReadOnlyMemory<byte> document, [NotNullWhen(true)] out InventoryConfiguration? configuration)
    {
        configuration = null;
        try
        {
            using var reader = XmlRequestReader.Open(document, "InventoryConfiguration");
            if (!TryRead(reader, 0, out var parsed)) return false;
            reader.ReadEnd();
            configuration = parsed;
            return true;
        }
        catch (XmlException)
        {
            return false;
        }
    }

    /// <summary>Reads what is stored; false when it is damaged.</summary>
    public static bool TryParseStored(ReadOnlyMemory<byte> document, out IReadOnlyList<InventoryConfiguration> configurations)
    {
        configurations = [];
        try
        {
            using var reader = XmlRequestReader.Open(document, "ListInventoryConfigurationsResult");
            var all = new List<InventoryConfiguration>();
            while (reader.TryReadChild(0, out var name))
            {
                if (name == "IsTruncated") reader.Skip();
                else if (name != "InventoryConfiguration" || all.Count == CountMax || !TryRead(reader, 1, out var one)) return false;
                else all.Add(one);
            }

            reader.ReadEnd();
            configurations = all;
            return true;
        }
        catch (XmlException)
        {
            return false;
        }
    }

    /// <summary>The answer that shows one.</summary>
    public static S3XmlWriter Render(InventoryConfiguration configuration)
    {
        var xml = new S3XmlWriter();
        xml.StartDocument("InventoryConfiguration"u8);
        InventoryXml.RenderContent(xml, configuration);
        xml.End("InventoryConfiguration"u8);
        return xml;
    }

    /// <summary>The answer that lists all, and what is stored.</summary>
    public static S3XmlWriter RenderAll(IReadOnlyList<InventoryConfiguration> configurations)
    {
        var xml = new S3XmlWriter();
        xml.StartDocument("ListInventoryConfigurationsResult"u8);
        foreach (var configuration in configurations)
        {
            xml.Start("InventoryConfiguration"u8);
            InventoryXml.RenderContent(xml, configuration);
            xml.End("InventoryConfiguration"u8);
        }

        xml.Element("IsTruncated"u8, value: false);
        xml.End("ListInventoryConfigurationsResult"u8);
        return xml;
    }

    private static bool TryRead(XmlRequestReader reader, int depth, [NotNullWhen(true)] out InventoryConfiguration? configuration)
    {
        configuration = null;
        var words = new Dictionary<string, string>(StringComparer.Ordinal);
        string? frequency = null, prefix = null;
        InventoryConfiguration? destination = null;
        var fields = new List<string>();
        while (reader.TryReadChild(depth, out var name))
        {
            switch (name)
            {
                case "Id" or "IsEnabled" or "IncludedObjectVersions" when words.TryAdd(name, reader.ReadText().Trim()): break;
                case "Schedule" when frequency is null && TryReadOne(reader, depth + 1, "Frequency", out frequency): break;
                case "Filter" when prefix is null && TryReadOne(reader, depth + 1, "Prefix", out prefix): break;
                case "OptionalFields" when TryReadFields(reader, depth + 1, fields): break;
                case "Destination" when destination is null && TryReadDestination(reader, depth + 1, out destination): break;
                default: return false;
            }
        }

        if (destination is null || !AreWhole(words, frequency)) return false;
        configuration = destination with { Id = words["Id"], IsEnabled = words["IsEnabled"] == "true", HasAllVersions = words["IncludedObjectVersions"] == "All", IsWeekly = frequency == "Weekly", KeyPrefix = prefix is "" ? null : prefix, OptionalFields = fields };
        return true;
    }

    private static bool AreWhole(Dictionary<string, string> words, string? frequency) =>
        words.GetValueOrDefault("Id") is { Length: > 0 } && words.GetValueOrDefault("IsEnabled") is ("true" or "false") && words.GetValueOrDefault("IncludedObjectVersions") is ("All" or "Current") && frequency is ("Daily" or "Weekly");

    private static bool TryReadOne(XmlRequestReader reader, int depth, string element, out string? text)
    {
        text = null;
        while (reader.TryReadChild(depth, out var name))
        {
            if (name != element || text is not null) return false;
            text = Encoding.UTF8.GetString(reader.ReadUtf8());
        }

        return text is not null;
    }

    private static bool TryReadFields(XmlRequestReader reader, int depth, List<string> fields)
    {
        while (reader.TryReadChild(depth, out var name))
        {
            if (name != "Field" || fields.Count == FieldsMax) return false;
            fields.Add(reader.ReadText().Trim());
        }

        return true;
    }

    private static bool TryReadDestination(XmlRequestReader reader, int depth, out InventoryConfiguration? destination)
    {
        destination = null;
        while (reader.TryReadChild(depth, out var name))
        {
            if (name != "S3BucketDestination" || destination is not null || !TryReadBucket(reader, depth + 1, out destination)) return false;
        }

        return destination is not null;
    }

    /// <summary>A configuration of which only the destination is known.</summary>
    private static bool TryReadBucket(XmlRequestReader reader, int depth, out InventoryConfiguration? destination)
    {
        destination = null;
        (string? account, string? bucket, string? format, string? prefix) = (null, null, null, null);
        BucketEncryptionRequest? encryption = null;
        while (reader.TryReadChild(depth, out var name))
        {
            switch (name)
            {
                case "AccountId" when account is null: account = reader.ReadText().Trim(); break;
                case "Bucket" when bucket is null: bucket = reader.ReadText().Trim(); break;
                case "Format" when format is null: format = reader.ReadText().Trim(); break;
                case "Prefix" when prefix is null: prefix = Encoding.UTF8.GetString(reader.ReadUtf8()); break;
                case "Encryption" when encryption is null && TryReadEncryption(reader, depth + 1, out encryption): break;
                default: return false;
            }
        }

        if (bucket is null || format is not ("CSV" or "ORC" or "Parquet")) return false;
        destination = new InventoryConfiguration
        {
            Id = "",
            IsEnabled = false,
            HasAllVersions = false,
            IsWeekly = false,
            DestinationArn = bucket,
            DestinationAccount = account,
            DestinationPrefix = prefix is "" ? null : prefix,
            Format = format,
            Encryption = encryption,
        };
        return true;
    }

    private static bool TryReadEncryption(XmlRequestReader reader, int depth, out BucketEncryptionRequest? encryption)
    {
        encryption = null;
        while (reader.TryReadChild(depth, out var name))
        {
            if (encryption is not null) return false;
            switch (name)
            {
                case "SSE-S3":
                    reader.Skip();
                    encryption = new BucketEncryptionRequest { Algorithm = AmzHeaders.EncryptionAes256 };
                    break;
                case "SSE-KMS" when TryReadOne(reader, depth + 1, "KeyId", out var key):
                    encryption = new BucketEncryptionRequest { Algorithm = AmzHeaders.EncryptionKms, KeyId = key!.Trim() is { Length: > 0 } named ? named : null };
                    break;
                default:
                    return false;
            }
        }

        return true;
    }
}
