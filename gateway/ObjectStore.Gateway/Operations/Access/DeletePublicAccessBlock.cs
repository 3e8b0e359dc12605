using Microsoft.AspNetCore.Http;
using ObjectStore.Index.Catalog;
using ObjectStore.S3.Errors;

namespace ObjectStore.Gateway.Operations.Access;

/// <summary>DELETE of a bucket's <c>publicAccessBlock</c>; there need not be one.</summary>
internal sealed class DeletePublicAccessBlock(BucketChanges changes) : IS3Operation
{
    public async ValueTask<S3Error?> HandleAsync(S3Context context)
    {
        if (await changes.RemoveAsync(context, BucketDocumentKind.PublicAccessBlock) is { } error) return error;
        context.WriteEmpty(StatusCodes.Status204NoContent);
        return null;
    }
}
