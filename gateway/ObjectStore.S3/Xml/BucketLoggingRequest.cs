using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Xml;

namespace ObjectStore.S3.Xml;

/// <summary>Body of PutBucketLogging, and as it is stored.</summary>
public sealed record BucketLoggingRequest
{
    /// <summary>Most bytes of the body: a hundred grants fit.</summary>
    public const int BytesMax = 64 << 10;

    /// <summary>Where records go; null switches the logging off.</summary>
    public BucketLoggingRules? Rules { get; init; }

    /// <summary>Whether the body names grants for the objects with records.</summary>
    public bool HasGrants { get; init; }

    /// <summary>False when the document is not one.</summary>
    public static bool TryParse(ReadOnlyMemory<byte> document, [NotNullWhen(true)] out BucketLoggingRequest? request)
    {
        request = null;
        try
        {
            using var reader = XmlRequestReader.Open(document, "BucketLoggingStatus");
            var parsed = new BucketLoggingRequest();
            while (reader.TryReadChild(0, out var name))
            {
                if (name != "LoggingEnabled" || parsed.Rules is not null || !TryReadRules(reader, out parsed)) return false;
            }

            reader.ReadEnd();
            request = parsed;
            return true;
        }
        catch (XmlException)
        {
            return false;
        }
    }

    /// <summary>The answer of GetBucketLogging, and what is stored.</summary>
    /// <param name="rules">Where records go, or null.</param>
    public static S3XmlWriter Render(BucketLoggingRules? rules)
    {
        var xml = new S3XmlWriter();
        xml.StartDocument("BucketLoggingStatus"u8);
        if (rules is not null)
        {
            xml.Start("LoggingEnabled"u8);
            xml.Element("TargetBucket"u8, rules.TargetBucket);
            xml.Element("TargetPrefix"u8, rules.TargetPrefix);
            xml.Start("TargetObjectKeyFormat"u8);
            RenderFormat(xml, rules.KeyFormat);
            xml.End("TargetObjectKeyFormat"u8);
            xml.End("LoggingEnabled"u8);
        }

        xml.End("BucketLoggingStatus"u8);
        return xml;
    }

    private static void RenderFormat(S3XmlWriter xml, LogKeyFormat format)
    {
        if (format == LogKeyFormat.Simple)
        {
            xml.Element("SimplePrefix"u8, "");
            return;
        }

        xml.Start("PartitionedPrefix"u8);
        xml.Element("PartitionDateSource"u8, format == LogKeyFormat.PartitionedByEvent ? "EventTime" : "DeliveryTime");
        xml.End("PartitionedPrefix"u8);
    }

    private static bool TryReadRules(XmlRequestReader reader, out BucketLoggingRequest parsed)
    {
        parsed = new BucketLoggingRequest();
        string? bucket = null, prefix = null;
        LogKeyFormat? format = null;
        var hasGrants = false;
        while (reader.TryReadChild(1, out var name))
        {
            switch (name)
            {
                case "TargetBucket" when bucket is null: bucket = reader.ReadText().Trim(); break;
                case "TargetPrefix" when prefix is null: prefix = Encoding.UTF8.GetString(reader.ReadUtf8()); break;
                case "TargetGrants": hasGrants |= HasChildren(reader); break;
                case "TargetObjectKeyFormat" when format is null && TryReadFormat(reader, out var read): format = read; break;
                default: return false;
            }
        }

        if (bucket is null || prefix is null) return false;
        parsed = new BucketLoggingRequest { Rules = new BucketLoggingRules(bucket, prefix, format ?? LogKeyFormat.Simple), HasGrants = hasGrants };
        return true;
    }

    private static bool HasChildren(XmlRequestReader reader)
    {
        var has = false;
        while (reader.TryReadChild(2, out _))
        {
            has = true;
            reader.Skip();
        }

        return has;
    }

    private static bool TryReadFormat(XmlRequestReader reader, out LogKeyFormat format)
    {
        format = LogKeyFormat.Simple;
        var count = 0;
        while (reader.TryReadChild(2, out var name))
        {
            if (count++ > 0) return false;
            if (name == "SimplePrefix") reader.Skip();
            else if (name != "PartitionedPrefix" || !TryReadDateSource(reader, out format)) return false;
        }

        return true;
    }

    private static bool TryReadDateSource(XmlRequestReader reader, out LogKeyFormat format)
    {
        format = LogKeyFormat.PartitionedByEvent;
        while (reader.TryReadChild(3, out var name))
        {
            if (name != "PartitionDateSource") return false;
            switch (reader.ReadText().Trim())
            {
                case "EventTime": format = LogKeyFormat.PartitionedByEvent; break;
                case "DeliveryTime": format = LogKeyFormat.PartitionedByDelivery; break;
                default: return false;
            }
        }

        return true;
    }
}
