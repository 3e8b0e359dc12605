using ObjectStore.Core.Errors;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Rows;

namespace ObjectStore.Index.Keymap.Changes;

/// <summary>
/// Carries one move out, from wherever an earlier worker left it: looks at entry, source and target, and does what comes next until the target owns the
/// range. Order of the steps and why they are safe: docs/format/index.md §7 and ADR 5.
/// </summary>
/// <remarks>
/// Invariants: every commit in the target, and the flip, requires the revision that this worker wrote there when it took over, the target's row first; changes
/// are recorded in the source from before the first page is read; the source is frozen and no change is left when the entry flips.
/// </remarks>
internal sealed class PartitionMove
{
    private readonly IndexDatabases _databases;
    private readonly KeymapEntry _entry;
    private readonly Row _entryRow;
    private readonly IOrderedStore _source;
    private readonly IOrderedStore _target;
    private readonly MoveOptions _options;
    private readonly TimeProvider _time;
    private readonly PagePacer _pacer;
    private readonly ReadOnlyMemory<byte> _progressKey;
    private CommitCondition _targetFence;
    private CommitCondition _entryFence;

    private PartitionMove(IndexDatabases databases, KeymapEntry entry, Row entryRow, MoveOptions options, TimeProvider time)
    {
        _databases = databases;
        _entry = entry;
        _entryRow = entryRow;
        _source = databases.Get(entry.Database).Store;
        _target = databases.Get(entry.MoveTarget!).Store;
        _options = options;
        _time = time;
        _pacer = new PagePacer(options, time);
        _progressKey = RowKeys.MoveProgress(entry.Start.Span);
    }

    /// <summary>Carries out the move of the partition that begins at <paramref name="start"/>.</summary>
    public static async ValueTask<MoveOutcome> RunAsync(
        IndexDatabases databases, ReadOnlyMemory<byte> start, MoveOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await KeymapReader.ReadEntryAsync(databases, start, cancellationToken) is not { Entry.MoveTarget: not null } mapped) return MoveOutcome.NotMoving;
        if (!databases.Contains(mapped.Entry.MoveTarget))
        {
            // The target was taken out of the settings before it owned anything.
            await new MoveCancellation(databases, time).RunAsync(start, cancellationToken);
            return MoveOutcome.TakenBack;
        }

        try
        {
            return await new PartitionMove(databases, mapped.Entry, mapped.Row, options, time).RunAsync(cancellationToken);
        }
        catch (StorageException exception) when (exception.Code == StorageErrorCode.StaleEpoch)
        {
            return MoveOutcome.TakenOver;
        }
    }

    private async ValueTask<MoveOutcome> RunAsync(CancellationToken cancellationToken)
    {
        if (!await TryTakeTargetAsync(cancellationToken)) return MoveOutcome.Waiting;
        await TakeEntryAsync(cancellationToken);

        // A split or merge that the keymap does not show yet; it cannot follow while the entry has a target.
        if (await KeymapReader.ReadPartitionAsync(_source, _entry.Start, cancellationToken) is not { } owned) return await TakeBackAsync(cancellationToken);
        if (!owned.Record.End.Span.SequenceEqual(_entry.End.Span)) return await TakeBackAsync(cancellationToken);

        var progress = await ReadProgressAsync(cancellationToken);
        if (owned.Record.State == PartitionState.Serving && progress is null) owned = await BeginCopyAsync(owned, cancellationToken);
        if (owned.Record.MoveEpoch != _entry.MoveEpoch) return progress is null ? MoveOutcome.Waiting : await TakeBackAsync(cancellationToken);
        if (!IsOfThisCopy(progress, owned)) return await TakeBackAsync(cancellationToken);

        progress ??= new MoveProgress(_entry.MoveEpoch, owned.Row.Revision, RangeOf(RowFamily.OfPartitions[0]).Start, 0);
        await CopyAsync(progress, cancellationToken);
        if (owned.Record.State == PartitionState.Copying)
        {
            await CatchUpAsync(cancellationToken);
            await FreezeAsync(owned, cancellationToken);
        }

        // Nothing is noted any more, so that one pass has all. What it leaves goes with the rest of the source.
        await CopyChangesAsync(removesNotes: false, cancellationToken);
        await FlipAsync(cancellationToken);
        await new KeymapReconciler(_databases, _options, _time).RunAsync(CancellationToken.None);
        return MoveOutcome.Moved;
    }

    /// <summary>The progress belongs to this source row: what was copied before it began to note changes cannot be relied on.</summary>
    private static bool IsOfThisCopy(MoveProgress? progress, (PartitionRecord Record, Row Row) owned) => owned.Record.State switch
    {
        PartitionState.Copying => progress is null || progress.SourceRevision == owned.Row.Revision,
        PartitionState.Frozen => progress is { IsComplete: true },
        _ => false,
    };

    /// <summary>Puts the incoming row, or writes it again so that an earlier worker of this move is refused from now on.</summary>
    private async ValueTask<bool> TryTakeTargetAsync(CancellationToken cancellationToken)
    {
        var record = new PartitionRecord(_entry.Start, _entry.End, _entry.MoveEpoch, PartitionState.Incoming, default);
        var commit = new CommitBuilder().Put(record);
        if (await KeymapReader.ReadPartitionAsync(_target, _entry.Start, cancellationToken) is { } present)
        {
            if (present.Record.State != PartitionState.Incoming || present.Record.Epoch != _entry.MoveEpoch || !present.Record.End.Span.SequenceEqual(_entry.End.Span)) return false;
            commit.RequireUnchanged(present.Row);
        }
        else
        {
            if (!await RequireFreeAsync(commit, RowFamily.Partition, cancellationToken) || !await RequireFreeAsync(commit, RowFamily.Discarded, cancellationToken)) return false;
            commit.Delete(_progressKey);
        }

        var result = await _target.CommitAsync(commit.Build(), cancellationToken);
        _targetFence = CommitCondition.HasRevision(RowKeys.Partition(_entry.Start.Span), result.Revision);
        return result.IsApplied;
    }

    /// <summary>
    /// Writes the entry again as it was before the target was taken. From now on the flip of an earlier worker is refused, also one that is still on its way;
    /// a later worker, who has read what is written here, takes the target again before its flip.
    /// </summary>
    private async ValueTask TakeEntryAsync(CancellationToken cancellationToken)
    {
        var result = await _databases.Catalog.Store.CommitAsync(new CommitBuilder().RequireUnchanged(_entryRow).Put(_entry).Build(), cancellationToken);
        if (!result.IsApplied) throw TakenOver();
        _entryFence = CommitCondition.HasRevision(_entryRow.Key, result.Revision);
    }

    /// <summary>Requires that no row of the family overlaps the range: none begins in it, and the one before ends before it and stays.</summary>
    private async ValueTask<bool> RequireFreeAsync(CommitBuilder commit, byte family, CancellationToken cancellationToken)
    {
        byte[] start = [family, .. _entry.Start.Span];
        byte[] end = _entry.End.IsEmpty ? [(byte)(family + 1)] : [family, .. _entry.End.Span];
        var before = await _target.ScanAsync(RowKeys.AllOf(family) with { End = start }, 1, reverse: true, cancellationToken);
        if (before.Count > 0 && start.Length > 1)
        {
            var beforeEnd = EndOf(before[0]);
            if (beforeEnd.IsEmpty || beforeEnd.Span.SequenceCompareTo(_entry.Start.Span) > 0) return false;
            commit.RequireUnchanged(before[0]);
        }

        commit.Require(CommitCondition.RangeEmpty(new KeyRange(start, end)));
        return (await _target.ScanAsync(new KeyRange(start, end), 1, reverse: false, cancellationToken)).Count == 0;
    }

    private static ReadOnlyMemory<byte> EndOf(Row row)
    {
        if (row.Key.Span[0] == RowFamily.Partition && PartitionCodec.TryDecode(row, out var partition)) return partition.End;
        return DiscardedRange.TryDecode(row, out var discarded) ? discarded.End : throw CorruptRow.Of(row.Key.Span);
    }

    private async ValueTask<MoveProgress?> ReadProgressAsync(CancellationToken cancellationToken)
    {
        if (await _target.ReadAsync(_progressKey, cancellationToken) is not { } row) return null;
        if (!MoveProgress.TryDecode(row, out var progress)) throw CorruptRow.Of(row.Key.Span);
        return progress.Epoch == _entry.MoveEpoch ? progress : null;
    }

    /// <summary>Removes what an earlier move noted, and from then on has writers note what they change.</summary>
    private async ValueTask<(PartitionRecord Record, Row Row)> BeginCopyAsync((PartitionRecord Record, Row Row) owned, CancellationToken cancellationToken)
    {
        foreach (var family in RowFamily.OfPartitions.ToArray())
        {
            while (await _source.ScanAsync(ChangesOf(family), _options.PageRows, reverse: false, cancellationToken) is { Count: > 0 } changes)
            {
                var commit = new CommitBuilder().RequireUnchanged(owned.Row);
                foreach (var change in changes) commit.Delete(change.Key);
                if (!(await _source.CommitAsync(commit.Build(), cancellationToken)).IsApplied) throw TakenOver();
            }
        }

        var copying = owned.Record with { State = PartitionState.Copying, MoveEpoch = _entry.MoveEpoch };
        var revision = await KeymapReader.ReplaceAsync(_source, owned.Row, copying, cancellationToken);
        return revision > 0 ? (copying, owned.Row with { Revision = revision }) : throw TakenOver();
    }

    /// <summary>Copies page by page; each page and how far it brought us are one commit.</summary>
    private async ValueTask CopyAsync(MoveProgress progress, CancellationToken cancellationToken)
    {
        while (!progress.IsComplete)
        {
            var range = RangeOf(progress.Next.Span[0]) with { Start = progress.Next };
            var limit = _pacer.PageRows;
            var rows = await _source.ScanAsync(range, limit, reverse: false, cancellationToken);
            var next = rows.Count == limit ? RowKeys.Next(rows[^1].Key.Span) : StartOfFamilyAfter(range.Start.Span[0]);
            progress = progress with { Next = next, CopiedRows = progress.CopiedRows + rows.Count };
            var commit = new CommitBuilder().Require(_targetFence).Put(_progressKey, progress.Encode(_progressKey.Span));
            foreach (var row in rows) commit.Put(row.Key, row.Value);
            await CommitToTargetAsync(commit, cancellationToken);
            await _pacer.AfterPageAsync(rows, cancellationToken);
        }
    }

    /// <summary>Copies changes until few enough came meanwhile; where they never become few, more and more may be left.</summary>
    private async ValueTask CatchUpAsync(CancellationToken cancellationToken)
    {
        const int RoundsPerDoubling = 4;
        for (var round = 0; ; round++)
        {
            var copied = await CopyChangesAsync(removesNotes: true, cancellationToken);
            if (copied <= (long)_options.FreezeRowsMax << Math.Min(round / RoundsPerDoubling, 20)) return;
        }
    }

    /// <summary>One pass over the changes that are noted: each row as it is now, or its absence. Gives how many there were.</summary>
    private async ValueTask<long> CopyChangesAsync(bool removesNotes, CancellationToken cancellationToken)
    {
        long copied = 0;
        foreach (var family in RowFamily.OfPartitions.ToArray())
        {
            var range = ChangesOf(family);
            while (true)
            {
                var limit = _pacer.PageRows;
                var changes = await _source.ScanAsync(range, limit, reverse: false, cancellationToken);
                if (changes.Count == 0) break;
                await CopyChangesAsync(changes, cancellationToken);
                if (removesNotes) await RemoveChangesAsync([.. changes], cancellationToken);
                copied += changes.Count;
                if (changes.Count < limit) break;
                range = range with { Start = RowKeys.Next(changes[^1].Key.Span) };
            }
        }

        return copied;
    }

    private async ValueTask CopyChangesAsync(IReadOnlyList<Row> changes, CancellationToken cancellationToken)
    {
        var keys = changes.Select(static change => change.Key[1..]).ToArray();
        var rows = await _source.ReadAsync(keys, cancellationToken);
        var commit = new CommitBuilder().Require(_targetFence);
        for (var i = 0; i < keys.Length; i++)
        {
            if (rows[i] is { } row) commit.Put(keys[i], row.Value);
            else commit.Delete(keys[i]);
        }

        await CommitToTargetAsync(commit, cancellationToken);
    }

    /// <summary>Removes the notes of what was copied; a row that has changed again since keeps its note.</summary>
    private async ValueTask RemoveChangesAsync(List<Row> changes, CancellationToken cancellationToken)
    {
        while (changes.Count > 0)
        {
            var commit = new CommitBuilder();
            foreach (var change in changes) commit.RequireUnchanged(change).Delete(change.Key);
            var result = await _source.CommitAsync(commit.Build(), cancellationToken);
            if (result.IsApplied) return;
            changes.RemoveAt(result.FailedCondition);
        }
    }

    private async ValueTask FreezeAsync((PartitionRecord Record, Row Row) owned, CancellationToken cancellationToken)
    {
        var revision = await KeymapReader.ReplaceAsync(_source, owned.Row, owned.Record with { State = PartitionState.Frozen }, cancellationToken);
        if (revision == 0) throw TakenOver();
    }

    /// <summary>The commit point: before it the source owns the range, after it the target.</summary>
    private async ValueTask FlipAsync(CancellationToken cancellationToken)
    {
        var flipped = _entry with { Database = _entry.MoveTarget!, MoveTarget = null, Epoch = _entry.MoveEpoch, ChangedAt = _time.GetUtcNow() };
        var commit = new CommitBuilder().Require(_entryFence).Put(flipped);
        if (!(await _databases.Catalog.Store.CommitAsync(commit.Build(), cancellationToken)).IsApplied) throw TakenOver();
    }

    private async ValueTask<MoveOutcome> TakeBackAsync(CancellationToken cancellationToken)
    {
        await new MoveCancellation(_databases, _time).RunAsync(_entry.Start, cancellationToken);
        return MoveOutcome.TakenBack;
    }

    private async ValueTask CommitToTargetAsync(CommitBuilder commit, CancellationToken cancellationToken)
    {
        if (!(await _target.CommitAsync(commit.Build(), cancellationToken)).IsApplied) throw TakenOver();
    }

    private KeyRange RangeOf(byte family) => RowKeys.Between(family, _entry.Start, _entry.End);

    private KeyRange ChangesOf(byte family) => new(RowKeys.Change(RangeOf(family).Start.Span), RowKeys.Change(RangeOf(family).End.Span));

    private ReadOnlyMemory<byte> StartOfFamilyAfter(byte family)
    {
        var index = RowFamily.OfPartitions.IndexOf(family) + 1;
        return index < RowFamily.OfPartitions.Length ? RangeOf(RowFamily.OfPartitions[index]).Start : default;
    }

    private static StorageException TakenOver() => new(StorageErrorCode.StaleEpoch, "Another curator works on this move, or it was taken back.");
}
