using Microsoft.AspNetCore.Http;
using ObjectStore.Index.Catalog;
using ObjectStore.S3.Errors;

namespace ObjectStore.Gateway.Operations.Buckets;

/// <summary>DELETE of a bucket that holds no objects; uploads that have begun are aborted with it.</summary>
internal sealed class DeleteBucket(ICatalog catalog, BucketDirectory buckets, ConfigurationLease lease) : IS3Operation
{
    public async ValueTask<S3Error?> HandleAsync(S3Context context)
    {
        var name = context.Bucket.Name;

        // Not cut off by a client that goes away: the bucket is there or not.
        var deletion = await catalog.DeleteBucketAsync(name, CancellationToken.None);
        if (deletion == BucketDeletion.NotEmpty) return new S3Error(S3ErrorCode.BucketNotEmpty) { Fields = [new("BucketName", name)] };
        buckets.Forget(name);
        if (deletion == BucketDeletion.NoSuchBucket) return BucketDirectory.NoSuchBucket(name);

        // Another may have the name from now on, and nobody may go by what was configured for this one. What nobody configured opens nothing.
        if (context.Configuration.HasDocuments) await lease.OutwaitAsync();
        context.WriteEmpty(StatusCodes.Status204NoContent);
        return null;
    }
}
