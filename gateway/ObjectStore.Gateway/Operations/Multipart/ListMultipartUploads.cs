using ObjectStore.Core.Identifiers;
using ObjectStore.Gateway.Operations.Buckets;
using ObjectStore.Gateway.Operations.Listing;
using ObjectStore.Index.Objects;
using ObjectStore.S3.Errors;
using ObjectStore.S3.Http;
using ObjectStore.S3.Xml;

namespace ObjectStore.Gateway.Operations.Multipart;

/// <summary>GET of a bucket's <c>uploads</c>: those that have begun, by key and then by time.</summary>
internal sealed class ListMultipartUploads(IObjectIndex index, BucketDirectory buckets) : IS3Operation
{
    private const int AttemptsMax = 4;

    private static readonly UploadListing Empty = new([], [], IsTruncated: false, ReadOnlyMemory<byte>.Empty, NextUpload: null);

    public async ValueTask<S3Error?> HandleAsync(S3Context context)
    {
        var query = context.Query;
        if (ListParameters.TryParse(query, "max-uploads", out var parameters) is { } error) return error;
        var keyMarker = ListParameters.Bytes(query["key-marker"]);
        var uploadMarker = query["upload-id-marker"];
        UploadId? after = null;
        if (keyMarker.Length > 0 && !string.IsNullOrEmpty(uploadMarker))
        {
            if (!UploadId.TryParse(uploadMarker, out var id)) return InvalidArgumentError.Of("Invalid uploadId marker", "upload-id-marker", uploadMarker);
            after = id;
        }

        var (page, listError) = await ReadAsync(context, parameters, keyMarker, after);
        if (listError is not null) return listError;
        var xml = new S3XmlWriter();
        xml.StartDocument("ListMultipartUploadsResult"u8);
        xml.Element("Bucket"u8, context.Bucket.Name);
        parameters.Element(xml, "KeyMarker"u8, keyMarker);
        xml.Element("UploadIdMarker"u8, keyMarker.Length > 0 ? uploadMarker ?? "" : "");
        WriteNextMarkers(xml, parameters, page);
        if (parameters.Prefix.Length > 0) parameters.Element(xml, "Prefix"u8, parameters.Prefix);
        parameters.Echo(xml, "MaxUploads"u8);
        xml.Element("IsTruncated"u8, page.IsTruncated);
        foreach (var (key, upload) in page.Uploads) WriteUpload(context, xml, parameters, key, upload);
        parameters.CommonPrefixes(xml, page.CommonPrefixes);
        xml.End("ListMultipartUploadsResult"u8);
        await context.WriteXmlAsync(xml);
        return null;
    }

    private async ValueTask<(UploadListing Page, S3Error? Error)> ReadAsync(
        S3Context context, ListParameters parameters, ReadOnlyMemory<byte> keyMarker, UploadId? after)
    {
        for (var attempt = 0; attempt < AttemptsMax; attempt++)
        {
            var page = parameters.Limit == 0
                ? Empty
                : await index.ListUploadsAsync(context.Bucket.Id, parameters.ToQuery(keyMarker), after, context.Aborted);
            if (page.Uploads.Count + page.CommonPrefixes.Count > 0) return (page, null);
            var (isSame, error) = await buckets.ConfirmAsync(context);
            if (isSame || error is not null) return (page, error);
        }

        return (Empty, new S3Error(S3ErrorCode.ServiceUnavailable));
    }

    /// <summary>Where the next page begins; the last page names its last upload, or nothing, as AWS does.</summary>
    private static void WriteNextMarkers(S3XmlWriter xml, ListParameters parameters, UploadListing page)
    {
        var last = page.Uploads.Count > 0 ? page.Uploads[^1] : default;
        parameters.Element(xml, "NextKeyMarker"u8, page.IsTruncated ? page.NextKey.Span : last.Key.Utf8);
        xml.Element("NextUploadIdMarker"u8, (page.IsTruncated ? page.NextUpload : last.Value?.Id)?.ToString() ?? "");
    }

    private static void WriteUpload(S3Context context, S3XmlWriter xml, ListParameters parameters, ObjectKey key, UploadRecord upload)
    {
        xml.Start("Upload"u8);
        parameters.Element(xml, "Key"u8, key.Utf8);
        xml.Element("UploadId"u8, upload.Id.ToString());
        BucketListing.WriteOwner(context, xml, "Initiator"u8, upload.OwnerId);
        BucketListing.WriteOwner(context, xml, "Owner"u8, upload.OwnerId);
        xml.Element("StorageClass"u8, upload.StorageClass ?? ObjectHeaders.StandardStorageClass);
        xml.Element("Initiated"u8, upload.InitiatedAt);
        UploadElements.AddChecksum(xml, upload);
        xml.End("Upload"u8);
    }
}
