using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using ObjectStore.Index.Catalog;
using ObjectStore.S3.Errors;
using ObjectStore.S3.Routing;

namespace ObjectStore.Gateway.Operations.Access;

/// <summary>DELETE of one of the documents of a bucket, whichever the operation is about; there need not be any. Objects stay as they are.</summary>
internal sealed class DeleteBucketDocument(BucketChanges changes) : IS3Operation
{
    public async ValueTask<S3Error?> HandleAsync(S3Context context)
    {
        if (await changes.RemoveAsync(context, KindOf(context.Operation)) is { } error) return error;
        context.WriteEmpty(StatusCodes.Status204NoContent);
        return null;
    }

    private static BucketDocumentKind KindOf(S3Operation operation) => operation switch
    {
        S3Operation.DeleteBucketCors => BucketDocumentKind.Cors,
        S3Operation.DeleteBucketEncryption => BucketDocumentKind.Encryption,
        S3Operation.DeleteBucketLifecycle => BucketDocumentKind.Lifecycle,
        S3Operation.DeleteBucketOwnershipControls => BucketDocumentKind.Ownership,
        S3Operation.DeleteBucketPolicy => BucketDocumentKind.Policy,
        S3Operation.DeleteBucketReplication => BucketDocumentKind.Replication,
        S3Operation.DeleteBucketTagging => BucketDocumentKind.Tags,
        S3Operation.DeleteBucketWebsite => BucketDocumentKind.Website,
        S3Operation.DeletePublicAccessBlock => BucketDocumentKind.PublicAccessBlock,
        _ => throw new UnreachableException(),
    };
}
