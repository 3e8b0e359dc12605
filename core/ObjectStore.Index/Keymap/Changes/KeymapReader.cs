using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Rows;

namespace ObjectStore.Index.Keymap.Changes;

/// <summary>Reads single rows of keymap and partitions for a change, with the row that its commit must find unchanged.</summary>
internal static class KeymapReader
{
    /// <summary>The entry that begins at <paramref name="start"/>, or null.</summary>
    public static async ValueTask<(KeymapEntry Entry, Row Row)?> ReadEntryAsync(IndexDatabases databases, ReadOnlyMemory<byte> start, CancellationToken cancellationToken)
    {
        if (await databases.Catalog.Store.ReadAsync(RowKeys.Keymap(start.Span), cancellationToken) is not { } row) return null;
        return KeymapCodec.TryDecode(row, out var entry) ? (entry, row) : throw CorruptRow.Of(row.Key.Span);
    }

    /// <summary>The partition row that begins at <paramref name="start"/>, or null.</summary>
    public static async ValueTask<(PartitionRecord Record, Row Row)?> ReadPartitionAsync(IOrderedStore store, ReadOnlyMemory<byte> start, CancellationToken cancellationToken)
    {
        if (await store.ReadAsync(RowKeys.Partition(start.Span), cancellationToken) is not { } row) return null;
        return PartitionCodec.TryDecode(row, out var record) ? (record, row) : throw CorruptRow.Of(row.Key.Span);
    }

    /// <summary>Puts the row of a partition on condition that it is still as it was read; the new revision, or 0 when it is not.</summary>
    public static async ValueTask<long> ReplaceAsync(IOrderedStore store, Row current, PartitionRecord record, CancellationToken cancellationToken)
    {
        var commit = new CommitBuilder().RequireUnchanged(current.Key, current).Put(current.Key, PartitionCodec.Encode(record));
        return (await store.CommitAsync(commit.Build(), cancellationToken)).Revision;
    }

    public static CommitBuilder Put(this CommitBuilder commit, KeymapEntry entry) => commit.Put(RowKeys.Keymap(entry.Start.Span), KeymapCodec.Encode(entry));

    public static CommitBuilder Put(this CommitBuilder commit, PartitionRecord record) => commit.Put(RowKeys.Partition(record.Start.Span), PartitionCodec.Encode(record));

    public static CommitBuilder RequireUnchanged(this CommitBuilder commit, Row row) => commit.RequireUnchanged(row.Key, row);
}
