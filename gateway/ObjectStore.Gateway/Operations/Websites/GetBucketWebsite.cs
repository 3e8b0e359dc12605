using ObjectStore.S3.Errors;
using ObjectStore.S3.Xml;

namespace ObjectStore.Gateway.Operations.Websites;

/// <summary>GET of a bucket's <c>website</c>.</summary>
internal sealed class GetBucketWebsite : IS3Operation
{
    public async ValueTask<S3Error?> HandleAsync(S3Context context)
    {
        if (context.Configuration.Website is not { } website)
            return new S3Error(S3ErrorCode.NoSuchWebsiteConfiguration) { Fields = [new("BucketName", context.Bucket.Name)] };
        await context.WriteXmlAsync(WebsiteRequest.Render(website));
        return null;
    }
}
