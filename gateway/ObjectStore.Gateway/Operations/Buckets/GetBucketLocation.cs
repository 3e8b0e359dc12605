using ObjectStore.S3.Errors;
using ObjectStore.S3.Xml;

namespace ObjectStore.Gateway.Operations.Buckets;

/// <summary>GET of a bucket's <c>location</c>; <c>us-east-1</c> is shown as nothing, as AWS does.</summary>
internal sealed class GetBucketLocation(BucketDirectory buckets) : IS3Operation
{
    public async ValueTask<S3Error?> HandleAsync(S3Context context)
    {
        var (_, error) = await buckets.ConfirmAsync(context);
        if (error is not null) return error;
        var xml = new S3XmlWriter();
        xml.StartDocument("LocationConstraint"u8);
        if (context.Bucket.Region != "us-east-1") xml.Text(context.Bucket.Region);
        xml.End("LocationConstraint"u8);
        await context.WriteXmlAsync(xml);
        return null;
    }
}
