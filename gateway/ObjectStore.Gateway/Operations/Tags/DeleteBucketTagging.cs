using Microsoft.AspNetCore.Http;
using ObjectStore.Gateway.Operations.Access;
using ObjectStore.Index.Catalog;
using ObjectStore.S3.Errors;

namespace ObjectStore.Gateway.Operations.Tags;

/// <summary>DELETE of a bucket's <c>tagging</c>.</summary>
internal sealed class DeleteBucketTagging(BucketChanges changes) : IS3Operation
{
    public async ValueTask<S3Error?> HandleAsync(S3Context context)
    {
        if (await changes.RemoveAsync(context, BucketDocumentKind.Tags) is { } error) return error;
        context.WriteEmpty(StatusCodes.Status204NoContent);
        return null;
    }
}
