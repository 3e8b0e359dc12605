using Microsoft.AspNetCore.Http;
using ObjectStore.S3.Errors;
using ObjectStore.S3.Http;

namespace ObjectStore.Gateway.Operations.Buckets;

/// <summary>HEAD of a bucket: whether it exists and may be used, read from the catalog now.</summary>
internal sealed class HeadBucket(BucketDirectory buckets) : IS3Operation
{
    public async ValueTask<S3Error?> HandleAsync(S3Context context)
    {
        var (bucket, error) = await buckets.ReadAsync(context.Target.Bucket!, context.Caller, context.Aborted);
        if (bucket is null) return error;
        if (BucketDirectory.CheckExpectedOwner(context, bucket) is { } ownerError) return ownerError;
        context.Response.Headers[AmzHeaders.BucketRegion] = bucket.Region;
        context.Response.Headers["x-amz-access-point-alias"] = "false";
        context.WriteEmpty(StatusCodes.Status200OK);
        return null;
    }
}
