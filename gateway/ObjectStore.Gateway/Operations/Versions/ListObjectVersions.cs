using ObjectStore.Gateway.Operations.Buckets;
using ObjectStore.Gateway.Operations.Listing;
using ObjectStore.Gateway.Operations.Restores;
using ObjectStore.Index.Objects;
using ObjectStore.S3.Errors;
using ObjectStore.S3.Xml;

namespace ObjectStore.Gateway.Operations.Versions;

/// <summary>GET of a bucket's <c>versions</c>: versions and delete markers, by key and then newest first.</summary>
internal sealed class ListObjectVersions(IObjectIndex index, BucketDirectory buckets) : IS3Operation
{
    private const int AttemptsMax = 4;

    private static readonly VersionListing Empty = new([], [], IsTruncated: false, ReadOnlyMemory<byte>.Empty, NextVersion: null);

    public async ValueTask<S3Error?> HandleAsync(S3Context context)
    {
        var query = context.Query;
        if (ListParameters.TryParse(query, "max-keys", out var parameters) is { } error) return error;
        if (ArchivedObjects.TryParseOptional(context, out var hasRestoreStatus) is { } attributeError) return attributeError;
        var marker = ListParameters.Bytes(query["key-marker"]);
        var versionMarker = query["version-id-marker"];
        VersionName? after = null;
        if (!string.IsNullOrEmpty(versionMarker))
        {
            if (marker.Length == 0)
                return InvalidArgumentError.Of("A version-id marker cannot be specified without a key marker.", "version-id-marker", versionMarker);
            if (VersionIds.TryParse(versionMarker, out after) is { } versionError) return versionError;
        }

        var (page, listError) = await ReadAsync(context, parameters, marker, after);
        if (listError is not null) return listError;
        await context.WriteXmlAsync(Render(context, parameters, page, marker, versionMarker, hasRestoreStatus));
        return null;
    }

    private async ValueTask<(VersionListing Page, S3Error? Error)> ReadAsync(S3Context context, ListParameters parameters, byte[] marker, VersionName? after)
    {
        for (var attempt = 0; attempt < AttemptsMax; attempt++)
        {
            var page = parameters.Limit == 0
                ? Empty
                : await index.ListVersionsAsync(context.Bucket.Id, parameters.ToQuery(marker), after, context.Aborted);
            if (page.Versions.Count + page.CommonPrefixes.Count > 0) return (page, null);
            var (isSame, error) = await buckets.ConfirmAsync(context);
            if (isSame || error is not null) return (page, error);
        }

        return (Empty, new S3Error(S3ErrorCode.ServiceUnavailable));
    }

    private static S3XmlWriter Render(S3Context context, ListParameters parameters, VersionListing page, byte[] marker, string? versionMarker, bool hasRestoreStatus)
    {
        var xml = new S3XmlWriter();
        xml.StartDocument("ListVersionsResult"u8);
        xml.Element("Name"u8, context.Bucket.Name);
        parameters.Element(xml, "Prefix"u8, parameters.Prefix);
        parameters.Echo(xml, "MaxKeys"u8);
        parameters.Element(xml, "KeyMarker"u8, marker);
        xml.Element("VersionIdMarker"u8, versionMarker ?? "");
        xml.Element("IsTruncated"u8, page.IsTruncated);
        if (page.IsTruncated)
        {
            parameters.Element(xml, "NextKeyMarker"u8, page.NextKey.Span);
            xml.Element("NextVersionIdMarker"u8, page.NextVersion?.ToString());
        }

        for (var i = 0; i < page.Versions.Count; i++) Write(context, xml, parameters, page.Versions[i], hasRestoreStatus);
        parameters.CommonPrefixes(xml, page.CommonPrefixes);
        xml.End("ListVersionsResult"u8);
        return xml;
    }

    private static void Write(S3Context context, S3XmlWriter xml, ListParameters parameters, in ListedVersion item, bool hasRestoreStatus)
    {
        var element = item.IsDeleteMarker ? "DeleteMarker"u8 : "Version"u8;
        xml.Start(element);
        xml.Element("VersionId"u8, item.Version.ToString());
        xml.Element("IsLatest"u8, item.IsLatest);
        if (item.IsDeleteMarker)
        {
            parameters.Element(xml, "Key"u8, item.Listed.Key.Utf8);
            xml.Element("LastModified"u8, item.Listed.LastModified);
            BucketListing.WriteListedOwner(context, xml, item.Listed.OwnerId);
        }
        else
        {
            BucketListing.WriteObject(context, xml, parameters, item.Listed, hasOwner: true, hasRestoreStatus);
        }

        xml.End(element);
    }
}
