using ObjectStore.Core.Fragments;
using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Rows;

namespace ObjectStore.Index.Objects;

/// <summary>The garbage rows: listing them, removing them when their stripes are deleted, and asking whether a stripe is still named.</summary>
internal sealed class GarbageQueue(KeymapRouter router)
{
    private static readonly KeyRange All = RowKeys.AllOf(RowFamily.Garbage);

    private readonly RoutedScan _scan = new(router, countsHeat: false);

    public async ValueTask<GarbagePage> ListAsync(ReadOnlyMemory<byte> cursor, DateTimeOffset before, int limit, CancellationToken cancellationToken)
    {
        var range = cursor.IsEmpty ? All : All with { Start = cursor };
        var rows = await _scan.ScanAsync(range, limit, cancellationToken);
        var entries = new List<GarbageEntry>(rows.Count);
        var unreadable = 0;
        foreach (var row in rows)
        {
            // One row that cannot be read must not hold up those behind it.
            if (!GarbageCodec.TryDecode(row.Key, row.Value.Span, out var entry)) unreadable++;
            else if (entry.QueuedAt < before) entries.Add(entry);
        }

        return new GarbagePage(entries, unreadable, rows.Count < limit ? default : RowKeys.Next(rows[^1].Key.Span));
    }

    public async ValueTask RemoveAsync(IReadOnlyList<GarbageEntry> entries, CancellationToken cancellationToken)
    {
        foreach (var entry in entries)
        {
            if (entry.Upload is { } upload) await RemovePartsAsync(entry, upload, cancellationToken);
        }

        await RowRemoval.RunAsync(router, entries.Select(static entry => entry.RowKey), cancellationToken);
    }

    public ValueTask<bool> IsReferencedAsync(FragmentOwner owner, StripeId stripe, CancellationToken cancellationToken) => router.RunAsync(
        new Position(owner.Bucket, owner.Key.Utf8Memory),
        (owner, stripe),
        static async (partition, of, cancellationToken) =>
            await IsNamedAsync(partition, of.owner, of.stripe, cancellationToken)
            || await IsQueuedAsync(partition, of.owner, of.stripe, cancellationToken)
            || (of.owner.Upload is null && await IsNamedByVersionOrQueuedAsync(partition, of.owner, of.stripe, cancellationToken)),
        cancellationToken);

    /// <summary>Deletes part rows while the garbage row still names the upload; a removal that is cut off is done again from the start.</summary>
    private async ValueTask RemovePartsAsync(GarbageEntry entry, UploadId upload, CancellationToken cancellationToken)
    {
        var start = RowKeys.Parts(entry.Bucket, entry.Key, upload);
        var range = new KeyRange(start, RowKeys.PrefixEnd(start));
        while (await router.RunAsync(PositionOf(entry), (entry, range), RemovePartsAsync, cancellationToken))
        {
        }
    }

    /// <summary>Deletes a page of part rows; false when there are none, or the garbage row is gone.</summary>
    private static async ValueTask<bool> RemovePartsAsync(Partition partition, (GarbageEntry Entry, KeyRange Parts) of, CancellationToken cancellationToken)
    {
        var rows = await partition.ScanAsync(of.Parts, RowRemoval.CommitRowsMax, cancellationToken);
        if (rows.Count == 0) return false;
        var commit = partition.BeginCommit().Require(CommitCondition.Exists(of.Entry.RowKey));
        foreach (var row in rows) commit.Delete(row.Key);
        return (await partition.CommitAsync(commit, cancellationToken)).IsApplied;
    }

    /// <summary>Part rows live exactly as long as the upload is begun, current, that of a version or of its restored copy, or queued, so that they need no further question.</summary>
    private static async ValueTask<bool> IsNamedAsync(Partition partition, FragmentOwner owner, StripeId stripe, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> rowKey = owner.Upload is { } upload
            ? RowKeys.Part(owner.Bucket, owner.Key, upload, owner.PartNumber)
            : RowKeys.Object(owner.Bucket, owner.Key);
        if (await partition.ReadAsync(rowKey, cancellationToken) is not { } row) return false;
        if (owner.Upload is null)
        {
            if (!ObjectCodec.TryDecode(rowKey.Span, row.Value.Span, out var record)) throw CorruptRow.Of(rowKey.Span);
            return Names(record, stripe);
        }

        return PartCodec.TryDecode(rowKey.Span, row.Value.Span, out var part) ? Contain(part.Runs, stripe) : throw CorruptRow.Of(rowKey.Span);
    }

    /// <summary>
    /// Rows go from the current object to versions to the queue, each time in one commit, and are asked in that order, so that none is missed. That the queue was asked
    /// before spares most garbage the look through all versions.
    /// </summary>
    private static async ValueTask<bool> IsNamedByVersionOrQueuedAsync(Partition partition, FragmentOwner owner, StripeId stripe, CancellationToken cancellationToken) =>
        await VersionSearch.AnyAsync(partition.ScanAsync, owner.Bucket, owner.Key, stripe.CreatedAt, version => Names(version, stripe), cancellationToken)
        || await IsQueuedAsync(partition, owner, stripe, cancellationToken);

    /// <summary>The garbage row of a stripe begins with the id of an earlier stripe of the same write.</summary>
    private static async ValueTask<bool> IsQueuedAsync(Partition partition, FragmentOwner owner, StripeId stripe, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> start = RowKeys.Garbage(owner.Bucket, owner.Key, stripe with { Low = stripe.Low >> 32 << 32 });
        ReadOnlyMemory<byte> end = RowKeys.Next(RowKeys.Garbage(owner.Bucket, owner.Key, stripe));
        while (true)
        {
            var rows = await partition.ScanAsync(new KeyRange(start, end), RowRemoval.CommitRowsMax, cancellationToken);
            foreach (var row in rows)
            {
                if (Contain(Decode(row).Runs, stripe)) return true;
            }

            if (rows.Count < RowRemoval.CommitRowsMax) return false;
            start = RowKeys.Next(rows[^1].Key.Span);
        }
    }

    private static Position PositionOf(GarbageEntry entry) => new(entry.Bucket, entry.Key.Utf8Memory);

    private static GarbageEntry Decode(Row row) =>
        GarbageCodec.TryDecode(row.Key, row.Value.Span, out var entry) ? entry : throw CorruptRow.Of(row.Key.Span);

    private static bool Names(ObjectRecord record, StripeId stripe) => Contain(record.Runs, stripe) || (record.Restore is { } restored && Contain(restored.Runs, stripe));

    private static bool Contain(IReadOnlyList<StripeRun> runs, StripeId stripe)
    {
        for (var i = 0; i < runs.Count; i++)
        {
            if (RunCodec.IsSameWrite(runs[i].First, stripe) && (uint)stripe.Low - (uint)runs[i].First.Low < (uint)runs[i].StripeCount) return true;
        }

        return false;
    }
}
