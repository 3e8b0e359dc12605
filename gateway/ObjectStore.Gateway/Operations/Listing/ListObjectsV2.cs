using System.Text;
using ObjectStore.Gateway.Operations.Restores;
using ObjectStore.S3.Errors;
using ObjectStore.S3.Xml;

namespace ObjectStore.Gateway.Operations.Listing;

/// <summary>GET of a bucket with <c>list-type=2</c>.</summary>
internal sealed class ListObjectsV2(BucketListing listing) : IS3Operation
{
    public async ValueTask<S3Error?> HandleAsync(S3Context context)
    {
        var query = context.Query;
        if (ListParameters.TryParse(query, "max-keys", out var parameters) is { } error) return error;
        if (ArchivedObjects.TryParseOptional(context, out var hasRestoreStatus) is { } attributeError) return attributeError;
        var startAfter = ListParameters.Bytes(query["start-after"]);
        var token = query["continuation-token"];
        if (!string.IsNullOrEmpty(token))
        {
            if (!ContinuationToken.TryParse(token, out var continued))
                return InvalidArgumentError.Of("The continuation token provided is incorrect", "continuation-token", token);
            startAfter = continued;
        }

        var hasOwner = "true".Equals(query["fetch-owner"], StringComparison.OrdinalIgnoreCase);
        var (page, listError) = await listing.ReadAsync(context, parameters, startAfter);
        if (listError is not null) return listError;

        var xml = new S3XmlWriter();
        xml.StartDocument("ListBucketResult"u8);
        xml.Element("Name"u8, context.Bucket.Name);
        parameters.Element(xml, "Prefix"u8, parameters.Prefix);
        parameters.Echo(xml, "MaxKeys"u8);
        xml.Element("KeyCount"u8, page.Objects.Count + page.CommonPrefixes.Count);
        xml.Element("IsTruncated"u8, page.IsTruncated);
        if (query["start-after"] is { } after) parameters.Element(xml, "StartAfter"u8, Encoding.UTF8.GetBytes(after));
        xml.Element("ContinuationToken"u8, token);
        if (page.IsTruncated) xml.Element("NextContinuationToken"u8, ContinuationToken.Format(page.NextStartAfter.Span));
        for (var i = 0; i < page.Objects.Count; i++)
        {
            xml.Start("Contents"u8);
            BucketListing.WriteObject(context, xml, parameters, page.Objects[i], hasOwner, hasRestoreStatus);
            xml.End("Contents"u8);
        }

        parameters.CommonPrefixes(xml, page.CommonPrefixes);
        xml.End("ListBucketResult"u8);
        await context.WriteXmlAsync(xml);
        return null;
    }
}
