using ObjectStore.Gateway.Operations.Objects;
using ObjectStore.S3.Errors;
using ObjectStore.S3.Xml;

namespace ObjectStore.Gateway.Operations.Listing;

/// <summary>GET of a bucket's <c>versions</c>: without versioning every object has one version, the latest, called <c>null</c>.</summary>
internal sealed class ListObjectVersions(BucketListing listing) : IS3Operation
{
    public async ValueTask<S3Error?> HandleAsync(S3Context context)
    {
        var query = context.Query;
        if (ListParameters.TryParse(query, "max-keys", out var parameters) is { } error) return error;
        var marker = ListParameters.Bytes(query["key-marker"]);
        var versionMarker = query["version-id-marker"];
        if (!string.IsNullOrEmpty(versionMarker))
        {
            if (marker.Length == 0)
                return InvalidArgumentError.Of("A version-id marker cannot be specified without a key marker.", "version-id-marker", versionMarker);
            if (VersionIds.Check(versionMarker) is { } versionError) return versionError;
        }

        var (page, listError) = await listing.ReadAsync(context, parameters, marker);
        if (listError is not null) return listError;

        var xml = new S3XmlWriter();
        xml.StartDocument("ListVersionsResult"u8);
        xml.Element("Name"u8, context.Bucket.Name);
        parameters.Echo(xml, "MaxKeys"u8);
        parameters.Element(xml, "KeyMarker"u8, marker);
        xml.Element("VersionIdMarker"u8, versionMarker ?? "");
        xml.Element("IsTruncated"u8, page.IsTruncated);
        if (page.IsTruncated)
        {
            parameters.Element(xml, "NextKeyMarker"u8, page.NextStartAfter.Span);
            xml.Element("NextVersionIdMarker"u8, VersionIds.Null);
        }

        for (var i = 0; i < page.Objects.Count; i++)
        {
            xml.Start("Version"u8);
            xml.Element("VersionId"u8, VersionIds.Null);
            xml.Element("IsLatest"u8, true);
            BucketListing.WriteObject(context, xml, parameters, page.Objects[i], hasOwner: true);
            xml.End("Version"u8);
        }

        parameters.CommonPrefixes(xml, page.CommonPrefixes);
        xml.End("ListVersionsResult"u8);
        await context.WriteXmlAsync(xml);
        return null;
    }
}
