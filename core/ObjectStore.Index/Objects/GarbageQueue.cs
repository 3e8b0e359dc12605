using ObjectStore.Core.Fragments;
using ObjectStore.Core.Identifiers;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Rows;

namespace ObjectStore.Index.Objects;

/// <summary>The garbage rows: listing them, removing them when their stripes are deleted, and asking whether a stripe is still named.</summary>
internal sealed class GarbageQueue(IOrderedStore store)
{
    /// <summary>Guess: rows deleted in one commit, so that a removal does not hold up other writers.</summary>
    private const int CommitRowsMax = 500;

    private static readonly byte[] Start = [RowFamily.Garbage];
    private static readonly byte[] End = RowKeys.PrefixEnd(Start);

    public async ValueTask<GarbagePage> ListAsync(ReadOnlyMemory<byte> cursor, DateTimeOffset before, int limit, CancellationToken cancellationToken)
    {
        var range = new KeyRange(cursor.IsEmpty ? Start : cursor, End);
        var rows = await store.ScanAsync(range, limit, reverse: false, cancellationToken);
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

        foreach (var group in entries.Chunk(CommitRowsMax))
        {
            var commit = new CommitBuilder();
            foreach (var rowKey in group.Select(static entry => entry.RowKey).Distinct(KeyComparer.Instance)) commit.Delete(rowKey);
            await store.CommitAsync(commit.Build(), cancellationToken);
        }
    }

    public async ValueTask<bool> IsReferencedAsync(FragmentOwner owner, StripeId stripe, CancellationToken cancellationToken) =>
        await IsNamedAsync(owner, stripe, cancellationToken) || await IsQueuedAsync(owner, stripe, cancellationToken);

    /// <summary>Deletes part rows while the garbage row still names the upload; a removal that is cut off is done again from the start.</summary>
    private async ValueTask RemovePartsAsync(GarbageEntry entry, UploadId upload, CancellationToken cancellationToken)
    {
        var start = RowKeys.Parts(entry.Bucket, entry.Key, upload);
        var range = new KeyRange(start, RowKeys.PrefixEnd(start));
        while (await store.ScanAsync(range, CommitRowsMax, reverse: false, cancellationToken) is { Count: > 0 } rows)
        {
            var commit = new CommitBuilder().Require(CommitCondition.Exists(entry.RowKey));
            foreach (var row in rows) commit.Delete(row.Key);
            if (!(await store.CommitAsync(commit.Build(), cancellationToken)).IsApplied) return;
        }
    }

    /// <summary>Part rows live exactly as long as the upload is begun, current, or queued, so that they need no further question.</summary>
    private async ValueTask<bool> IsNamedAsync(FragmentOwner owner, StripeId stripe, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> rowKey = owner.Upload is { } upload
            ? RowKeys.Part(owner.Bucket, owner.Key, upload, owner.PartNumber)
            : RowKeys.Object(owner.Bucket, owner.Key);
        if (await store.ReadAsync(rowKey, cancellationToken) is not { } row) return false;
        if (owner.Upload is null)
        {
            return ObjectCodec.TryDecode(rowKey.Span, row.Value.Span, out var record) ? Contain(record.Runs, stripe) : throw CorruptRow.Of(rowKey.Span);
        }

        return PartCodec.TryDecode(rowKey.Span, row.Value.Span, out var part) ? Contain(part.Runs, stripe) : throw CorruptRow.Of(rowKey.Span);
    }

    /// <summary>The garbage row of a stripe begins with the id of an earlier stripe of the same write.</summary>
    private async ValueTask<bool> IsQueuedAsync(FragmentOwner owner, StripeId stripe, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> start = RowKeys.Garbage(owner.Bucket, owner.Key, stripe with { Low = stripe.Low >> 32 << 32 });
        ReadOnlyMemory<byte> end = RowKeys.Next(RowKeys.Garbage(owner.Bucket, owner.Key, stripe));
        while (true)
        {
            var rows = await store.ScanAsync(new KeyRange(start, end), CommitRowsMax, reverse: false, cancellationToken);
            foreach (var row in rows)
            {
                if (Contain(Decode(row).Runs, stripe)) return true;
            }

            if (rows.Count < CommitRowsMax) return false;
            start = RowKeys.Next(rows[^1].Key.Span);
        }
    }

    private static GarbageEntry Decode(Row row) =>
        GarbageCodec.TryDecode(row.Key, row.Value.Span, out var entry) ? entry : throw CorruptRow.Of(row.Key.Span);

    private static bool Contain(IReadOnlyList<StripeRun> runs, StripeId stripe)
    {
        for (var i = 0; i < runs.Count; i++)
        {
            if (RunCodec.IsSameWrite(runs[i].First, stripe) && (uint)stripe.Low - (uint)runs[i].First.Low < (uint)runs[i].StripeCount) return true;
        }

        return false;
    }
}
