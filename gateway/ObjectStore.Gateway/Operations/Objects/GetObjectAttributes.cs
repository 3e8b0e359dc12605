using ObjectStore.Gateway.Operations.Encryption;
using ObjectStore.Gateway.Operations.Listing;
using ObjectStore.Gateway.Operations.Versions;
using ObjectStore.Index.Objects;
using ObjectStore.S3.Errors;
using ObjectStore.S3.Http;
using ObjectStore.S3.Xml;

namespace ObjectStore.Gateway.Operations.Objects;

/// <summary>GET of an object's <c>attributes</c>: what is known about it and its parts, without its bytes.</summary>
internal sealed class GetObjectAttributes(ObjectLookup lookup, DataKeys keys, IObjectIndex index, TimeProvider time) : IS3Operation
{
    private const int PartsMax = 1000;

    private static readonly string[] Known = ["ETag", "Checksum", "ObjectParts", "StorageClass", "ObjectSize"];

    public async ValueTask<S3Error?> HandleAsync(S3Context context)
    {
        if (TryParseAttributes(context, out var wanted) is { } error) return error;
        var (record, lookupError) = await lookup.FindAsync(context);
        if (record is null) return lookupError;
        if (keys.CheckRead(context, record) is { } keyError) return keyError;
        if (ObjectReader.Judge(context, record, time.GetUtcNow()) is { } conditionError) return conditionError;
        if (ListParameters.TryParseLimit(context.Header(AmzHeaders.MaxParts), AmzHeaders.MaxParts, PartsMax, out var limit) is { } limitError)
            return limitError;
        var markerText = context.Header(AmzHeaders.PartNumberMarker);
        if (ListParameters.TryParseLimit(markerText, AmzHeaders.PartNumberMarker, int.MaxValue, out var marker) is { } markerError)
            return markerError;
        if (string.IsNullOrEmpty(markerText)) marker = 0;

        await WriteAsync(context, record, wanted, marker, limit);
        return null;
    }

    private async ValueTask WriteAsync(S3Context context, ObjectRecord record, HashSet<string> wanted, int marker, int limit)
    {
        var xml = new S3XmlWriter();
        xml.StartDocument("GetObjectAttributesResponse"u8);
        if (wanted.Contains("ETag")) xml.Element("ETag"u8, record.ETag);
        if (wanted.Contains("Checksum") && record.Checksum is not null)
        {
            xml.Start("Checksum"u8);
            StoredChecksums.AddElements(xml, record.Checksum, PartSpans.CountOf(record));
            xml.End("Checksum"u8);
        }

        if (wanted.Contains("ObjectParts") && record.Upload is not null) await AddPartsAsync(context, xml, record, marker, limit);
        if (wanted.Contains("StorageClass")) xml.Element("StorageClass"u8, record.StorageClass ?? ObjectHeaders.StandardStorageClass);
        if (wanted.Contains("ObjectSize")) xml.Element("ObjectSize"u8, record.Size);
        xml.End("GetObjectAttributesResponse"u8);
        VersionIds.AddHeader(context, record);
        context.Response.Headers.LastModified = HttpDate.Format(record.LastModified);
        await context.WriteXmlAsync(xml);
    }

    private static S3Error? TryParseAttributes(S3Context context, out HashSet<string> attributes)
    {
        attributes = new HashSet<string>(StringComparer.Ordinal);
        var text = context.Header(AmzHeaders.ObjectAttributes);
        foreach (var name in (text ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (!Known.Contains(name, StringComparer.Ordinal))
                return InvalidArgumentError.Of("Invalid attribute name specified.", AmzHeaders.ObjectAttributes, name);
            attributes.Add(name);
        }

        return attributes.Count > 0
            ? null
            : new S3Error(S3ErrorCode.InvalidRequest, "The x-amz-object-attributes header specifying the attributes to be retrieved is either missing or empty");
    }

    private async ValueTask AddPartsAsync(S3Context context, S3XmlWriter xml, ObjectRecord record, int marker, int limit)
    {
        var parts = await index.ListPartsAsync(context.Bucket.Id, context.Key, record.Upload!.Value, marker, limit + 1, context.Aborted);
        var shown = Math.Min(parts.Count, limit);
        xml.Start("ObjectParts"u8);
        xml.Element("PartsCount"u8, PartSpans.CountOf(record));
        xml.Element("PartNumberMarker"u8, marker);
        xml.Element("NextPartNumberMarker"u8, shown > 0 ? parts[shown - 1].PartNumber : 0);
        xml.Element("MaxParts"u8, limit);

        // Without a part there is no marker to go on from.
        xml.Element("IsTruncated"u8, shown > 0 && parts.Count > limit);
        for (var i = 0; i < shown; i++)
        {
            xml.Start("Part"u8);
            xml.Element("PartNumber"u8, parts[i].PartNumber);
            xml.Element("Size"u8, parts[i].Size);
            StoredChecksums.AddElements(xml, parts[i].Checksum, partCount: 1, hasType: false);
            xml.End("Part"u8);
        }

        xml.End("ObjectParts"u8);
    }
}
