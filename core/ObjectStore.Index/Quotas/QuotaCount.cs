using ObjectStore.Core.Errors;
using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.Keymap.Changes;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Rows;
using ObjectStore.Index.Transfer;

namespace ObjectStore.Index.Quotas;

/// <summary>Counts what is held under a quota beyond what its accounts know of, while it is written to.</summary>
/// <remarks>
/// Each database is counted at one moment, rows and accounts alike. Every later commit changes both by the same, so that the difference stays right for ever. The
/// moments differ from database to database, and no partition must change its database between them: then the keymap is asked again. Nor must a bucket come that is charged; one that goes takes with it what it was charged.
/// </remarks>
internal sealed class QuotaCount(IndexDatabases databases, MoveOptions options, TimeProvider time)
{
    /// <summary>Moves take minutes and flip once, so that a second flip within the moments of a try is rare, and many are none.</summary>
    private const int TriesMax = 10;

    /// <summary>The difference.</summary>
    /// <param name="quota">The quota.</param>
    /// <param name="subject">Who has it.</param>
    /// <param name="cancellationToken">Stops between pages.</param>
    /// <exception cref="StorageException">As the stores throw; IndexUnavailable also when partitions move all the time, or buckets come.</exception>
    public async ValueTask<StoredAmount> RunAsync(QuotaId quota, IQuotaSubject subject, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < TriesMax; attempt++)
        {
            // A bucket that came after its stamp was read is charged in the snapshots, and may be gone again: only the stamp tells.
            var (places, stamp) = (await ReadPlacesAsync(cancellationToken), await subject.ReadStampAsync(cancellationToken));
            var buckets = await subject.ReadBucketsAsync(cancellationToken);
            await using var snapshots = await SnapshotSet.OpenAsync(databases, time, cancellationToken);
            if (!places.SequenceEqual(await ReadPlacesAsync(cancellationToken)) || stamp != await subject.ReadStampAsync(cancellationToken)) continue;
            var difference = default(StoredAmount) - await ReadUsedAsync(snapshots, quota, cancellationToken);
            foreach (var bucket in buckets) difference += await CountAsync(snapshots, bucket, cancellationToken);
            return difference;
        }

        throw new StorageException(StorageErrorCode.IndexUnavailable, "The partitions of the index move all the time, or buckets come.");
    }

    /// <summary>Which database each range is in.</summary>
    private async ValueTask<IEnumerable<(string Start, string Database)>> ReadPlacesAsync(CancellationToken cancellationToken) =>
        (await KeymapRows.ReadKeymapAsync(databases, time, cancellationToken)).Select(static pair => (Convert.ToHexString(pair.Entry.Start.Span), pair.Entry.Database));

    private async ValueTask<StoredAmount> ReadUsedAsync(SnapshotSet snapshots, QuotaId quota, CancellationToken cancellationToken)
    {
        StoredAmount used = default;
        foreach (var database in databases.All) used += (await QuotaRows.ReadHoldingAsync(snapshots.Of(database), quota, cancellationToken)).Used;
        return used;
    }

    private async ValueTask<StoredAmount> CountAsync(SnapshotSet snapshots, BucketId bucket, CancellationToken cancellationToken)
    {
        StoredAmount held = default;
        foreach (var entry in snapshots.Entries)
        {
            var snapshot = snapshots.Of(databases.Get(entry.Database));
            await foreach (var row in ScanAsync(snapshot, entry, RowFamily.Object, bucket, cancellationToken)) held += OfObject(row);
            await foreach (var row in ScanAsync(snapshot, entry, RowFamily.Version, bucket, cancellationToken)) held += OfObject(row);
            await foreach (var row in ScanAsync(snapshot, entry, RowFamily.Upload, bucket, cancellationToken))
                held += new StoredAmount(await PartBytesAsync(snapshot, row, cancellationToken), 1);
        }

        return held;
    }

    /// <summary>What a row of an object or a version counts. A current object that has a version is a copy of its row. What cannot be read is not counted.</summary>
    private static StoredAmount OfObject(Row row)
    {
        if (!ObjectCodec.TryDecode(row.Key.Span, row.Value.Span, out var record) || record.IsDeleteMarker) return default;
        return row.Key.Span[0] == RowFamily.Object && !record.Version.IsNone ? default : new StoredAmount(record.ChargedBytes, 1);
    }

    private static async ValueTask<long> PartBytesAsync(IOrderedSnapshot snapshot, Row upload, CancellationToken cancellationToken)
    {
        // The key of a part is that of its upload in another family, and a number.
        byte[] prefix = [RowFamily.Part, .. upload.Key.Span[1..]];
        var rows = await snapshot.ScanAsync(new KeyRange(prefix, RowKeys.PrefixEnd(prefix)), OrderedStoreLimits.ScanRowsMax, cancellationToken);
        long bytes = 0;
        foreach (var row in rows)
        {
            if (PartCodec.TryDecode(row.Key.Span, row.Value.Span, out var part)) bytes += part.Size;
        }

        return bytes;
    }

    private async IAsyncEnumerable<Row> ScanAsync(
        IOrderedSnapshot snapshot, KeymapEntry entry, byte family, BucketId bucket, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var ofEntry = RowKeys.Between(family, entry.Start, entry.End);
        byte[] prefix = RowKeys.EscapedPrefix(family, bucket, default, isTerminated: false, 0);
        var range = new KeyRange(Later(ofEntry.Start, prefix), Earlier(ofEntry.End, RowKeys.PrefixEnd(prefix)));
        var pacer = new PagePacer(options, time);
        while (range.Start.Span.SequenceCompareTo(range.End.Span) < 0)
        {
            var limit = pacer.PageRows;
            var rows = await snapshot.ScanAsync(range, limit, cancellationToken);
            foreach (var row in rows) yield return row;
            if (rows.Count < limit) yield break;
            range = range with { Start = RowKeys.Next(rows[^1].Key.Span) };
            await pacer.AfterPageAsync(rows, cancellationToken);
        }
    }

    private static ReadOnlyMemory<byte> Later(ReadOnlyMemory<byte> left, ReadOnlyMemory<byte> right) => left.Span.SequenceCompareTo(right.Span) > 0 ? left : right;

    private static ReadOnlyMemory<byte> Earlier(ReadOnlyMemory<byte> left, ReadOnlyMemory<byte> right) => left.Span.SequenceCompareTo(right.Span) < 0 ? left : right;
}
