using ObjectStore.Index.Catalog;
using ObjectStore.S3.Validation;

namespace ObjectStore.Admin.Routing;

/// <summary>What requests about a bucket have in common.</summary>
internal static class BucketRequests
{
    /// <summary>The bucket of a name.</summary>
    /// <exception cref="AdminException">There is none.</exception>
    public static async ValueTask<BucketRecord> FindBucketAsync(ICatalog catalog, string name, CancellationToken cancellationToken) =>
        BucketName.IsValid(name) && await catalog.GetBucketAsync(name, cancellationToken) is { } bucket ? bucket : throw NoSuchBucket(name);

    /// <summary>What is set for the bucket of a name, or null.</summary>
    /// <exception cref="AdminException">There is no such bucket.</exception>
    public static async ValueTask<ReadOnlyMemory<byte>?> FindDocumentAsync(ICatalog catalog, string name, BucketDocumentKind kind, CancellationToken cancellationToken)
    {
        var bucket = await FindBucketAsync(catalog, name, cancellationToken);
        var documents = await catalog.GetDocumentsAsync(name, cancellationToken);
        return documents?.Bucket == bucket.Id ? documents.Find(kind) : null;
    }

    public static AdminException NoSuchBucket(string name) => AdminException.NotFound("NoSuchBucket", $"There is no bucket '{name}'.");
}
