using System.Buffers.Binary;
using ObjectStore.Core.Errors;
using ObjectStore.Core.Identifiers;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Rows;

namespace ObjectStore.Index.Partitions;

/// <summary>The partitions of a store, read once and again whenever a commit finds that one has changed. Thread-safe.</summary>
/// <remarks>Invariant: partitions ascend by start, and each ends where the next one starts.</remarks>
internal sealed class PartitionTable(IOrderedStore store)
{
    private volatile Partition[]? _partitions;

    /// <summary>The partition that owns the rows of a key.</summary>
    public ValueTask<Partition> FindAsync(BucketId bucket, ObjectKey key, CancellationToken cancellationToken) =>
        _partitions is { } partitions ? new ValueTask<Partition>(Find(partitions, bucket, key)) : LoadAndFindAsync(bucket, key, cancellationToken);

    /// <summary>Forgets what was read, because a commit found a partition changed.</summary>
    public void Refresh() => _partitions = null;

    private async ValueTask<Partition> LoadAndFindAsync(BucketId bucket, ObjectKey key, CancellationToken cancellationToken)
    {
        var partitions = await LoadAsync(cancellationToken);
        if (partitions.Length == 0)
        {
            await CreateFirstAsync(cancellationToken);
            partitions = await LoadAsync(cancellationToken);
        }

        _partitions = partitions;
        return Find(partitions, bucket, key);
    }

    private async ValueTask<Partition[]> LoadAsync(CancellationToken cancellationToken)
    {
        var start = RowKeys.Partition(default);
        var rows = await store.ScanAsync(new KeyRange(start, RowKeys.PrefixEnd(start)), OrderedStoreLimits.ScanRowsMax, reverse: false, cancellationToken);
        return [.. rows.Select(static row => PartitionCodec.TryDecode(row, out var partition) ? partition : throw CorruptRow.Of(row.Key.Span))];
    }

    /// <summary>One partition from the beginning to the end of all.</summary>
    private async ValueTask CreateFirstAsync(CancellationToken cancellationToken)
    {
        var rowKey = RowKeys.Partition(default);
        var commit = new CommitBuilder().Require(CommitCondition.Absent(rowKey)).Put(rowKey, PartitionCodec.Encode(rowKey, new Epoch(1), default));
        await store.CommitAsync(commit.Build(), cancellationToken);
    }

    private static Partition Find(Partition[] partitions, BucketId bucket, ObjectKey key)
    {
        for (var i = partitions.Length - 1; i >= 0; i--)
        {
            if (Compare(partitions[i].Start.Span, bucket, key) > 0) continue;
            if (!partitions[i].End.IsEmpty && Compare(partitions[i].End.Span, bucket, key) <= 0) break;
            return partitions[i];
        }

        throw new StorageException(StorageErrorCode.StaleEpoch, "This store owns no partition that holds the key.");
    }

    /// <summary>Order of a bound and a key.</summary>
    private static int Compare(ReadOnlySpan<byte> bound, BucketId bucket, ObjectKey key)
    {
        if (bound.IsEmpty) return -1;
        Span<byte> bucketBytes = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(bucketBytes, bucket.Value);
        var order = bound[..Math.Min(bound.Length, sizeof(ulong))].SequenceCompareTo(bucketBytes);
        return order != 0 || bound.Length < sizeof(ulong) ? order : bound[sizeof(ulong)..].SequenceCompareTo(key.Utf8);
    }
}
