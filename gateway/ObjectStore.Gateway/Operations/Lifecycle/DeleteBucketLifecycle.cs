using Microsoft.AspNetCore.Http;
using ObjectStore.Gateway.Operations.Access;
using ObjectStore.Index.Catalog;
using ObjectStore.S3.Errors;

namespace ObjectStore.Gateway.Operations.Lifecycle;

/// <summary>DELETE of a bucket's <c>lifecycle</c>; there need not be any.</summary>
internal sealed class DeleteBucketLifecycle(BucketChanges changes) : IS3Operation
{
    public async ValueTask<S3Error?> HandleAsync(S3Context context)
    {
        if (await changes.RemoveAsync(context, BucketDocumentKind.Lifecycle) is { } error) return error;
        context.WriteEmpty(StatusCodes.Status204NoContent);
        return null;
    }
}
