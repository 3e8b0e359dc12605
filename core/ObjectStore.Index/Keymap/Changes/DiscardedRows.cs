using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Rows;

namespace ObjectStore.Index.Keymap.Changes;

/// <summary>Deletes the rows of ranges that a database no longer owns, page by page, and then forgets the range.</summary>
internal sealed class DiscardedRows(IndexDatabase database, MoveOptions options, TimeProvider time)
{
    private readonly PagePacer _pacer = new(options, time);

    /// <summary>Works off the ranges whose time has come, all with <paramref name="evenEarly"/>. Gives how many are left.</summary>
    public async ValueTask<int> DeleteAsync(bool evenEarly, CancellationToken cancellationToken)
    {
        var left = 0;
        foreach (var (range, row) in await KeymapRows.ReadDiscardedAsync(database.Store, cancellationToken))
        {
            if (!evenEarly && range.DeleteAfter > time.GetUtcNow()) left++;
            else await DeleteAsync(range, row, cancellationToken);
        }

        return left;
    }

    private async ValueTask DeleteAsync(DiscardedRange range, Row row, CancellationToken cancellationToken)
    {
        foreach (var family in RowFamily.OfPartitions.ToArray())
        {
            var rows = RowKeys.Between(family, range.Start, range.End);
            if (!await TryDeleteAsync(rows, row, cancellationToken)) return;
            if (!await TryDeleteAsync(new KeyRange(RowKeys.Change(rows.Start.Span), RowKeys.Change(rows.End.Span)), row, cancellationToken)) return;
        }

        await database.Store.CommitAsync(new CommitBuilder().RequireUnchanged(row).Delete(row.Key).Build(), cancellationToken);
    }

    /// <summary>False when the range is no longer to be deleted.</summary>
    private async ValueTask<bool> TryDeleteAsync(KeyRange range, Row discarded, CancellationToken cancellationToken)
    {
        while (await database.Store.ScanAsync(range, _pacer.PageRows, reverse: false, cancellationToken) is { Count: > 0 } rows)
        {
            var commit = new CommitBuilder().RequireUnchanged(discarded);
            foreach (var row in rows) commit.Delete(row.Key);
            if (!(await database.Store.CommitAsync(commit.Build(), cancellationToken)).IsApplied) return false;
            await _pacer.AfterPageAsync(rows, cancellationToken);
        }

        return true;
    }
}
