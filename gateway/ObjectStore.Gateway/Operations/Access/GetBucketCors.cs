using ObjectStore.S3.Errors;
using ObjectStore.S3.Xml;

namespace ObjectStore.Gateway.Operations.Access;

/// <summary>GET of a bucket's <c>cors</c>.</summary>
internal sealed class GetBucketCors : IS3Operation
{
    public async ValueTask<S3Error?> HandleAsync(S3Context context)
    {
        if (context.Configuration.Cors is not { } rules)
            return new S3Error(S3ErrorCode.NoSuchCORSConfiguration) { Fields = [new("BucketName", context.Bucket.Name)] };
        await context.WriteXmlAsync(CorsRequest.Render(rules));
        return null;
    }
}
