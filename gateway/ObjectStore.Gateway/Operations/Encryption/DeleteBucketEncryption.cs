using Microsoft.AspNetCore.Http;
using ObjectStore.Gateway.Operations.Access;
using ObjectStore.Index.Catalog;
using ObjectStore.S3.Errors;

namespace ObjectStore.Gateway.Operations.Encryption;

/// <summary>DELETE of a bucket's <c>encryption</c>; there need not be any. Objects stay as they are.</summary>
internal sealed class DeleteBucketEncryption(BucketChanges changes) : IS3Operation
{
    public async ValueTask<S3Error?> HandleAsync(S3Context context)
    {
        if (await changes.RemoveAsync(context, BucketDocumentKind.Encryption) is { } error) return error;
        context.WriteEmpty(StatusCodes.Status204NoContent);
        return null;
    }
}
