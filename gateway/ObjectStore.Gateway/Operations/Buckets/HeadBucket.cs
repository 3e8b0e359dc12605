using Microsoft.AspNetCore.Http;
using ObjectStore.S3.Errors;
using ObjectStore.S3.Http;

namespace ObjectStore.Gateway.Operations.Buckets;

/// <summary>HEAD of a bucket: whether it exists and may be used, read from the catalog now.</summary>
internal sealed class HeadBucket : IS3Operation
{
    public ValueTask<S3Error?> HandleAsync(S3Context context)
    {
        context.Response.Headers[AmzHeaders.BucketArn] = "arn:aws:s3:::" + context.Bucket.Name;
        context.Response.Headers[AmzHeaders.BucketRegion] = context.Bucket.Region;
        context.Response.Headers["x-amz-access-point-alias"] = "false";
        context.WriteEmpty(StatusCodes.Status200OK);
        return ValueTask.FromResult<S3Error?>(null);
    }
}
