using Microsoft.AspNetCore.Http;
using ObjectStore.Gateway.Operations.Access;
using ObjectStore.Index.Catalog;
using ObjectStore.S3.Body;
using ObjectStore.S3.Errors;
using ObjectStore.S3.Validation;

namespace ObjectStore.Gateway.Operations.Tags;

/// <summary>PUT of a bucket's <c>tagging</c>: replaces all its tags.</summary>
internal sealed class PutBucketTagging(BucketChanges changes, DocumentBudget documents) : IS3Operation
{
    public async ValueTask<S3Error?> HandleAsync(S3Context context)
    {
        var (tags, error) = await TagDocument.ReadAsync(context, documents, TagSet.BucketTagsMax);
        if (error is not null) return error;
        var change = tags.Count == 0 ? changes.RemoveAsync(context, BucketDocumentKind.Tags) : changes.PutAsync(context, BucketDocumentKind.Tags, BucketTags.Format(tags));
        if (await change is { } changeError) return changeError;
        context.WriteEmpty(StatusCodes.Status200OK);
        return null;
    }
}
