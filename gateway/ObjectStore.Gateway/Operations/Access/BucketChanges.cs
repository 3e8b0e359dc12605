using System.Text;
using ObjectStore.Gateway.Operations.Buckets;
using ObjectStore.Index.Catalog;
using ObjectStore.S3.Errors;

namespace ObjectStore.Gateway.Operations.Access;

/// <summary>Changes documents of buckets, so that every gateway obeys them when the change is answered.</summary>
internal sealed class BucketChanges(ICatalog catalog, BucketDirectory buckets, ConfigurationLease lease)
{
    /// <summary>Puts a document in place of the one of its kind.</summary>
    public ValueTask<S3Error?> PutAsync(S3Context context, BucketDocumentKind kind, string content) => PutAsync(context, kind, Encoding.UTF8.GetBytes(content));

    /// <summary>The same for bytes.</summary>
    /// <param name="context">The request.</param>
    /// <param name="kind">Which document.</param>
    /// <param name="content">What it is to say.</param>
    /// <param name="refusalOf">Why the rules of the bucket refuse it, asked of those at the moment of the change; null where none can.</param>
    public ValueTask<S3Error?> PutAsync(S3Context context, BucketDocumentKind kind, ReadOnlyMemory<byte> content, Func<BucketRules, S3Error?>? refusalOf = null) =>
        ChangeAsync(context, kind, _ => content, refusalOf);

    /// <summary>Removes a document. Also where there is none, the answer waits: another may just have removed it, and not every gateway know.</summary>
    public ValueTask<S3Error?> RemoveAsync(S3Context context, BucketDocumentKind kind) => ChangeAsync(context, kind, static _ => null);

    /// <summary>Replaces a document by what is made of the present one; for documents of which a request changes a part. Null stands for none.</summary>
    public async ValueTask<S3Error?> ChangeAsync(
        S3Context context, BucketDocumentKind kind, Func<ReadOnlyMemory<byte>?, ReadOnlyMemory<byte>?> change, Func<BucketRules, S3Error?>? refusalOf = null)
    {
        S3Error? refusal = null;

        // Not cut off by a client that goes away: the bucket is configured so or not.
        var changed = await catalog.ChangeDocumentsAsync(
            context.Bucket,
            (rules, current) =>
            {
                if ((refusal = refusalOf?.Invoke(rules)) is not null) return null;
                var content = change(current.Find(kind));
                if (content is null && current.Find(kind) is null) return null;
                var next = current.With(kind, content);
                if (next.BoundedBytes <= BucketDocumentSet.BytesMax) return next;
                refusal = new S3Error(S3ErrorCode.InvalidRequest, $"The configurations of a bucket have at most {BucketDocumentSet.BytesMax} bytes together.");
                return null;
            },
            CancellationToken.None);
        buckets.Forget(context.Bucket.Name);
        if (changed is null) return BucketDirectory.NoSuchBucket(context.Bucket.Name);
        if (refusal is not null) return refusal;
        await lease.OutwaitAsync();
        return null;
    }
}
