using ObjectStore.Core.Errors;
using ObjectStore.Core.Identifiers;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Rows;

namespace ObjectStore.Index.Keymap;

/// <summary>Reads keymap and partition rows from the databases.</summary>
internal static class KeymapRows
{
    /// <summary>Guess: a page of rows of a hundred bytes or so.</summary>
    private const int PageRows = 5_000;

    /// <summary>Guess: splits and merges are rare, so that one in the middle of a read is bad luck and five in a row are a damaged keymap.</summary>
    private const int AttemptsMax = 5;

    /// <summary>All entries with their rows, checked to cover everything exactly once; made when the index is new.</summary>
    /// <exception cref="StorageException">CorruptIndex when entries leave a gap or overlap; otherwise as the store throws.</exception>
    public static async ValueTask<IReadOnlyList<(KeymapEntry Entry, Row Row)>> ReadKeymapAsync(IndexDatabases databases, TimeProvider time, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < AttemptsMax; attempt++)
        {
            var rows = await ReadAllAsync(databases.Catalog.Store, RowFamily.Keymap, cancellationToken);
            if (rows.Count == 0)
            {
                await CreateAsync(databases.Catalog, time, cancellationToken);
                continue;
            }

            var entries = rows.Select(static row => (KeymapCodec.TryDecode(row, out var entry) ? entry : throw CorruptRow.Of(row.Key.Span), row)).ToArray();
            if (CoversAll(entries)) return entries;

            // The pages of a large keymap are not one snapshot: a change in between can look like a gap.
        }

        throw new StorageException(StorageErrorCode.CorruptIndex, "The keymap has a gap or an overlap.");
    }

    /// <summary>The partition rows of a database, ascending.</summary>
    public static async ValueTask<IReadOnlyList<(PartitionRecord Record, Row Row)>> ReadPartitionsAsync(IOrderedStore store, CancellationToken cancellationToken)
    {
        var rows = await ReadAllAsync(store, RowFamily.Partition, cancellationToken);
        return [.. rows.Select(static row => (PartitionCodec.TryDecode(row, out var record) ? record : throw CorruptRow.Of(row.Key.Span), row))];
    }

    /// <summary>The ranges that a database is to delete, with their rows.</summary>
    public static async ValueTask<IReadOnlyList<(DiscardedRange Range, Row Row)>> ReadDiscardedAsync(IOrderedStore store, CancellationToken cancellationToken)
    {
        var rows = await ReadAllAsync(store, RowFamily.Discarded, cancellationToken);
        return [.. rows.Select(static row => (DiscardedRange.TryDecode(row, out var range) ? range : throw CorruptRow.Of(row.Key.Span), row))];
    }

    /// <summary>All rows of a family.</summary>
    public static async ValueTask<IReadOnlyList<Row>> ReadAllAsync(IOrderedStore store, byte family, CancellationToken cancellationToken)
    {
        var range = RowKeys.AllOf(family);
        var all = new List<Row>();
        while (true)
        {
            var page = await store.ScanAsync(range, PageRows, reverse: false, cancellationToken);
            all.AddRange(page);
            if (page.Count < PageRows) return all;
            range = range with { Start = RowKeys.Next(page[^1].Key.Span) };
        }
    }

    /// <summary>The partitions that the catalog's database has already, from a release without a keymap, or one of everything.</summary>
    private static async ValueTask CreateAsync(IndexDatabase catalog, TimeProvider time, CancellationToken cancellationToken)
    {
        var commit = new CommitBuilder().Require(CommitCondition.RangeEmpty(RowKeys.AllOf(RowFamily.Keymap)));
        var records = (await ReadPartitionsAsync(catalog.Store, cancellationToken)).Select(static pair => pair.Record).ToList();
        if (records.Count == 0)
        {
            var first = new PartitionRecord(default, default, new Epoch(1), PartitionState.Serving, default);
            records.Add(first);
            commit.Require(CommitCondition.RangeEmpty(RowKeys.AllOf(RowFamily.Partition))).Put(RowKeys.Partition(default), PartitionCodec.Encode(first));
        }

        foreach (var record in records)
        {
            var entry = new KeymapEntry(record.Start, record.End, record.Epoch, catalog.Name, null, 0, time.GetUtcNow());
            commit.Put(RowKeys.Keymap(entry.Start.Span), KeymapCodec.Encode(entry));
        }

        await catalog.Store.CommitAsync(commit.Build(), cancellationToken);
    }

    private static bool CoversAll((KeymapEntry Entry, Row Row)[] entries)
    {
        if (!entries[0].Entry.Start.IsEmpty || !entries[^1].Entry.End.IsEmpty) return false;
        for (var i = 1; i < entries.Length; i++)
        {
            if (!entries[i].Entry.Start.Span.SequenceEqual(entries[i - 1].Entry.End.Span)) return false;
        }

        return true;
    }
}
