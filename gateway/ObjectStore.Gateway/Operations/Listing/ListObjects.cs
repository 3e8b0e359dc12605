using ObjectStore.Gateway.Operations.Restores;
using ObjectStore.S3.Errors;
using ObjectStore.S3.Xml;

namespace ObjectStore.Gateway.Operations.Listing;

/// <summary>GET of a bucket, the first version of the listing.</summary>
internal sealed class ListObjects(BucketListing listing) : IS3Operation
{
    public async ValueTask<S3Error?> HandleAsync(S3Context context)
    {
        if (ListParameters.TryParse(context.Query, "max-keys", out var parameters) is { } error) return error;
        if (ArchivedObjects.TryParseOptional(context, out var hasRestoreStatus) is { } attributeError) return attributeError;
        var marker = ListParameters.Bytes(context.Query["marker"]);
        var (page, listError) = await listing.ReadAsync(context, parameters, marker);
        if (listError is not null) return listError;

        var xml = new S3XmlWriter();
        xml.StartDocument("ListBucketResult"u8);
        xml.Element("Name"u8, context.Bucket.Name);

        // Never encoded: clients do not decode it in this version of the listing.
        xml.Element("Prefix"u8, parameters.Prefix);
        parameters.Echo(xml, "MaxKeys"u8);
        parameters.Element(xml, "Marker"u8, marker);
        xml.Element("IsTruncated"u8, page.IsTruncated);

        // Without a delimiter the last key is the marker, and AWS leaves it to the client to see that.
        if (page.IsTruncated && parameters.Delimiter.Length > 0) parameters.Element(xml, "NextMarker"u8, page.NextStartAfter.Span);
        for (var i = 0; i < page.Objects.Count; i++)
        {
            xml.Start("Contents"u8);
            BucketListing.WriteObject(context, xml, parameters, page.Objects[i], hasOwner: true, hasRestoreStatus);
            xml.End("Contents"u8);
        }

        parameters.CommonPrefixes(xml, page.CommonPrefixes);
        xml.End("ListBucketResult"u8);
        await context.WriteXmlAsync(xml);
        return null;
    }
}
