using Microsoft.AspNetCore.Http;
using ObjectStore.Gateway.Operations.Buckets;
using ObjectStore.S3.Errors;

namespace ObjectStore.Gateway.Operations.Tags;

/// <summary>DELETE of a bucket's <c>tagging</c>.</summary>
internal sealed class DeleteBucketTagging(BucketDirectory buckets) : IS3Operation
{
    public async ValueTask<S3Error?> HandleAsync(S3Context context)
    {
        if (await buckets.StoreSettingAsync(context, BucketTags.Setting, null) is { } error) return error;
        context.WriteEmpty(StatusCodes.Status204NoContent);
        return null;
    }
}
