using ObjectStore.Gateway.Operations.Lifecycle;
using ObjectStore.Gateway.Operations.Listing;
using ObjectStore.Gateway.Operations.Objects;
using ObjectStore.Index.Objects;
using ObjectStore.S3.Errors;
using ObjectStore.S3.Http;
using ObjectStore.S3.Xml;

namespace ObjectStore.Gateway.Operations.Multipart;

/// <summary>GET of an upload: its parts so far, ascending by number.</summary>
internal sealed class ListParts(UploadLookup uploads, IObjectIndex index) : IS3Operation
{
    public async ValueTask<S3Error?> HandleAsync(S3Context context)
    {
        var query = context.Query;
        if (ListParameters.TryParseLimit(query["max-parts"], "max-parts", ListParameters.EntriesMax, out var limit) is { } limitError)
            return limitError;
        var markerText = query["part-number-marker"];
        if (ListParameters.TryParseLimit(markerText, "part-number-marker", int.MaxValue, out var marker) is { } markerError) return markerError;
        if (string.IsNullOrEmpty(markerText)) marker = 0;
        var (upload, error) = await uploads.FindAsync(context);
        if (upload is null) return error;
        var parts = await index.ListPartsAsync(context.Bucket.Id, context.Key, upload.Id, marker, limit + 1, context.Aborted);
        LifecycleHeaders.AddAbort(context, upload);
        await context.WriteXmlAsync(Render(context, upload, parts, marker, limit));
        return null;
    }

    private static S3XmlWriter Render(S3Context context, UploadRecord upload, IReadOnlyList<PartRecord> parts, int marker, int limit)
    {
        var shown = Math.Min(parts.Count, limit);
        var xml = new S3XmlWriter();
        xml.StartDocument("ListPartsResult"u8);
        xml.Element("Bucket"u8, context.Bucket.Name);
        xml.Element("Key"u8, context.Key.Utf8);
        xml.Element("UploadId"u8, upload.Id.ToString());
        BucketListing.WriteOwner(context, xml, "Initiator"u8, upload.OwnerId);
        BucketListing.WriteOwner(context, xml, "Owner"u8, upload.OwnerId);
        xml.Element("StorageClass"u8, upload.StorageClass ?? ObjectHeaders.StandardStorageClass);
        UploadElements.AddChecksum(xml, upload);
        xml.Element("PartNumberMarker"u8, marker);
        xml.Element("NextPartNumberMarker"u8, shown > 0 ? parts[shown - 1].PartNumber : 0);
        xml.Element("MaxParts"u8, limit);
        xml.Element("IsTruncated"u8, limit > 0 && parts.Count > limit);
        for (var i = 0; i < shown; i++)
        {
            xml.Start("Part"u8);
            xml.Element("PartNumber"u8, parts[i].PartNumber);
            xml.Element("LastModified"u8, parts[i].LastModified);
            xml.ETag(parts[i].ETag);
            xml.Element("Size"u8, parts[i].Size);
            StoredChecksums.AddElements(xml, UploadElements.ShownChecksum(upload, parts[i]), partCount: 1, hasType: false);
            xml.End("Part"u8);
        }

        xml.End("ListPartsResult"u8);
        return xml;
    }
}
