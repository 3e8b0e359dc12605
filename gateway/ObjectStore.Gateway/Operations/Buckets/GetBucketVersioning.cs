using ObjectStore.S3.Errors;
using ObjectStore.S3.Xml;

namespace ObjectStore.Gateway.Operations.Buckets;

/// <summary>GET of a bucket's <c>versioning</c>: it has never been set.</summary>
internal sealed class GetBucketVersioning(BucketDirectory buckets) : IS3Operation
{
    public async ValueTask<S3Error?> HandleAsync(S3Context context)
    {
        var (_, error) = await buckets.ConfirmAsync(context);
        if (error is not null) return error;
        var xml = new S3XmlWriter();
        xml.StartDocument("VersioningConfiguration"u8);
        xml.End("VersioningConfiguration"u8);
        await context.WriteXmlAsync(xml);
        return null;
    }
}
