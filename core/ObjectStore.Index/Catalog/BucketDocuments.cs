using System.Buffers.Binary;
using ObjectStore.Core;
using ObjectStore.Core.Errors;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Rows;

namespace ObjectStore.Index.Catalog;

/// <summary>
/// Reads and changes the documents of buckets. Every change of any bucket puts a new stamp into one row, so that a gateway sees by a single small read
/// whether what it remembers of all its buckets is still so: ADR 16.
/// </summary>
internal sealed class BucketDocuments(IndexDatabase catalog)
{
    /// <summary>Name of the job state that holds the stamp.</summary>
    private const string StampName = "bucket-documents";

    /// <summary>People change documents, not programs in a loop.</summary>
    private const int AttemptsMax = 16;

    private readonly BucketRows _buckets = new(catalog);

    public async ValueTask<BucketDocumentSet?> ReadAsync(string name, CancellationToken cancellationToken) =>
        await catalog.Store.ReadAsync(RowKeys.BucketDocuments(name), cancellationToken) is { } row ? Decode(row) : null;

    /// <summary>The documents of a bucket, none when it has no row of them, and that row, for a commit that must find it unchanged.</summary>
    public async ValueTask<(BucketDocumentSet Documents, Row? Row)> ReadAsync(BucketRecord bucket, CancellationToken cancellationToken)
    {
        var row = await catalog.Store.ReadAsync(RowKeys.BucketDocuments(bucket.Name), cancellationToken);
        return (DecodeOf(bucket, row), row);
    }

    /// <summary>The stamp of the last change; 0 before the first.</summary>
    public async ValueTask<ulong> ReadStampAsync(CancellationToken cancellationToken)
    {
        var rowKey = RowKeys.JobState(StampName);
        if (await catalog.Store.ReadAsync(rowKey, cancellationToken) is not { } row) return 0;
        return JobStateCodec.TryDecode(rowKey, row.Value, out var stamp) && stamp.Length == sizeof(ulong)
            ? BinaryPrimitives.ReadUInt64LittleEndian(stamp.Span)
            : throw CorruptRow.Of(rowKey);
    }

    /// <summary>Replaces the documents by what <paramref name="change"/> makes of them; null when the bucket is gone.</summary>
    public async ValueTask<BucketDocumentSet?> ChangeAsync(
        BucketRecord bucket, Func<BucketRules, BucketDocumentSet, BucketDocumentSet?> change, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> bucketKey = RowKeys.Bucket(bucket.Name);
        ReadOnlyMemory<byte> documentsKey = RowKeys.BucketDocuments(bucket.Name);
        for (var attempt = 0; attempt < AttemptsMax; attempt++)
        {
            var rows = await catalog.Store.ReadAsync([bucketKey, documentsKey], cancellationToken);
            if (rows[0] is not { } bucketRow || _buckets.Decode(bucketRow).Bucket is not { } found || found.Id != bucket.Id) return null;
            var current = DecodeOf(bucket, rows[1]);
            if (change(found.Rules, current) is not { } changed) return current;
            if (changed.BoundedBytes > BucketDocumentSet.BytesMax)
                throw new StorageException(StorageErrorCode.Refused, $"The configurations of a bucket have at most {BucketDocumentSet.BytesMax} bytes together.");
            var commit = new CommitBuilder().RequireUnchanged(bucketKey, bucketRow).RequireUnchanged(documentsKey, rows[1]);
            Put(commit, bucket.Name, changed);
            if ((await catalog.Store.CommitAsync(commit.Build(), cancellationToken)).IsApplied) return changed;
        }

        throw new StorageException(StorageErrorCode.Overloaded, "Too many change the configuration of the bucket.");
    }

    /// <summary>Adds documents and a new stamp to a commit.</summary>
    public static void Put(CommitBuilder commit, string name, BucketDocumentSet set)
    {
        Invariant.That(set.BoundedBytes <= BucketDocumentSet.BytesMax);
        var rowKey = RowKeys.BucketDocuments(name);
        if (set.Documents.Count == 0) commit.Delete(rowKey);
        else commit.Put(rowKey, BucketDocumentsCodec.Encode(rowKey, set));
        var stampKey = RowKeys.JobState(StampName);
        var stamp = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(stamp, Chance.NextBits() | 1);
        commit.Put(stampKey, JobStateCodec.Encode(stampKey, stamp));
    }

    private static BucketDocumentSet DecodeOf(BucketRecord bucket, Row? row) => row is { } present ? Decode(present) : new BucketDocumentSet(bucket.Id, []);

    private static BucketDocumentSet Decode(Row row) => BucketDocumentsCodec.TryDecode(row, out var set) ? set : throw CorruptRow.Of(row);
}
