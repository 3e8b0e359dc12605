using ObjectStore.Gateway.Operations.Buckets;
using ObjectStore.Index.Catalog;
using ObjectStore.S3.Errors;
using ObjectStore.S3.Xml;

namespace ObjectStore.Gateway.Operations.Versions;

/// <summary>GET of a bucket's <c>versioning</c>; empty when it was never set.</summary>
internal sealed class GetBucketVersioning(BucketDirectory buckets) : IS3Operation
{
    public async ValueTask<S3Error?> HandleAsync(S3Context context)
    {
        var (_, error) = await buckets.ConfirmRulesAsync(context);
        if (error is not null) return error;
        var xml = new S3XmlWriter();
        xml.StartDocument("VersioningConfiguration"u8);
        if (context.Bucket.Rules.HasVersions) xml.Element("Status"u8, context.Bucket.Rules.Versioning == BucketVersioning.Enabled ? "Enabled"u8 : "Suspended"u8);
        xml.End("VersioningConfiguration"u8);
        await context.WriteXmlAsync(xml);
        return null;
    }
}
