using Microsoft.Extensions.Logging;
using ObjectStore.Gateway.Operations.Listing;
using ObjectStore.Index.Catalog;
using ObjectStore.S3.Errors;
using ObjectStore.S3.Xml;

namespace ObjectStore.Gateway.Operations.Buckets;

/// <summary>GET of the service: the caller's own buckets, in order of their names. Those whose rows cannot be read are nobody's, and left out.</summary>
internal sealed partial class ListBuckets(ICatalog catalog, ILogger<ListBuckets> logger) : IS3Operation
{
    /// <summary>Most buckets on a page, as with AWS.</summary>
    private const int BucketsMax = 10_000;

    public async ValueTask<S3Error?> HandleAsync(S3Context context)
    {
        var query = context.Query;
        var limitText = query["max-buckets"];
        if (ListParameters.TryParseLimit(limitText, "max-buckets", int.MaxValue, out var limit) is { } error) return error;
        if (string.IsNullOrEmpty(limitText)) limit = BucketsMax;
        if (limit is 0 or > BucketsMax) return InvalidArgumentError.Of("Argument max-buckets must be an integer between 1 and 10000.", "max-buckets", limitText ?? "");
        var prefix = query["prefix"] ?? "";
        var after = BeforePrefix(prefix);
        if (query["continuation-token"] is { Length: > 0 } token)
        {
            if (!ContinuationToken.TryParse(token, out var continued))
                return InvalidArgumentError.Of("The continuation token provided is incorrect", "continuation-token", token);
            after = System.Text.Encoding.UTF8.GetString(continued);
        }

        var buckets = context.Caller.IsAnonymous ? [] : await ReadAsync(context, prefix, query["bucket-region"], after, limit + 1);
        await context.WriteXmlAsync(Render(context, buckets, limit, prefix));
        return null;
    }

    private async ValueTask<List<BucketRecord>> ReadAsync(S3Context context, string prefix, string? region, string after, int count)
    {
        var found = new List<BucketRecord>();
        await foreach (var bucket in catalog.ListReadableBucketsAsync(after, (name, exception) => Log.LeftOut(logger, exception, name), context.Aborted))
        {
            if (!bucket.Name.StartsWith(prefix, StringComparison.Ordinal))
            {
                if (string.CompareOrdinal(bucket.Name, prefix) > 0) break;
                continue;
            }

            if (bucket.OwnerId != context.Caller.UserId || (region is not null && region != bucket.Region)) continue;
            found.Add(bucket);
            if (found.Count == count) break;
        }

        return found;
    }

    /// <summary>A name after which every bucket with the prefix comes and before which none does: names have no character above <c>z</c>.</summary>
    private static string BeforePrefix(string prefix) =>
        prefix.Length == 0 || prefix[^1] == 0 ? "" : string.Concat(prefix.AsSpan(0, prefix.Length - 1), [(char)(prefix[^1] - 1), '\x7F']);

    private static S3XmlWriter Render(S3Context context, List<BucketRecord> buckets, int limit, string prefix)
    {
        var xml = new S3XmlWriter();
        xml.StartDocument("ListAllMyBucketsResult"u8);
        BucketListing.WriteOwner(context, xml, "Owner"u8, context.Caller.UserId);
        xml.Start("Buckets"u8);
        for (var i = 0; i < Math.Min(buckets.Count, limit); i++)
        {
            xml.Start("Bucket"u8);
            xml.Element("Name"u8, buckets[i].Name);
            xml.Element("CreationDate"u8, buckets[i].CreatedAt);
            xml.Element("BucketRegion"u8, buckets[i].Region);
            xml.Element("BucketArn"u8, "arn:aws:s3:::" + buckets[i].Name);
            xml.End("Bucket"u8);
        }

        xml.End("Buckets"u8);
        if (prefix.Length > 0) xml.Element("Prefix"u8, prefix);
        if (buckets.Count > limit)
            xml.Element("ContinuationToken"u8, ContinuationToken.Format(System.Text.Encoding.UTF8.GetBytes(buckets[limit - 1].Name)));
        xml.End("ListAllMyBucketsResult"u8);
        return xml;
    }
}
