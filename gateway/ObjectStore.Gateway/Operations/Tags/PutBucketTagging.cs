using Microsoft.AspNetCore.Http;
using ObjectStore.Gateway.Operations.Buckets;
using ObjectStore.S3.Body;
using ObjectStore.S3.Errors;
using ObjectStore.S3.Validation;

namespace ObjectStore.Gateway.Operations.Tags;

/// <summary>PUT of a bucket's <c>tagging</c>: replaces all its tags.</summary>
internal sealed class PutBucketTagging(BucketDirectory buckets, DocumentBudget documents) : IS3Operation
{
    public async ValueTask<S3Error?> HandleAsync(S3Context context)
    {
        var (tags, error) = await TagDocument.ReadAsync(context, documents, TagSet.BucketTagsMax);
        if (error is not null) return error;
        if (await buckets.StoreSettingAsync(context, BucketTags.Setting, tags.Count == 0 ? null : BucketTags.Format(tags)) is { } storeError) return storeError;
        context.WriteEmpty(StatusCodes.Status204NoContent);
        return null;
    }
}
