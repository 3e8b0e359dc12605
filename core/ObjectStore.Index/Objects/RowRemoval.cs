using ObjectStore.Index.Keymap;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Rows;

namespace ObjectStore.Index.Objects;

/// <summary>Removes rows that have been worked off, wherever their partitions are. What is gone already is left.</summary>
internal static class RowRemoval
{
    /// <summary>Guess: rows deleted in one commit, so that a removal does not hold up other writers.</summary>
    public const int CommitRowsMax = 500;

    /// <summary>Each round removes what lies in the partition of the first that is left.</summary>
    public static async ValueTask RunAsync(KeymapRouter router, IEnumerable<ReadOnlyMemory<byte>> rowKeys, CancellationToken cancellationToken)
    {
        var left = rowKeys.Distinct(KeyComparer.Instance).ToList();
        while (left.Count > 0)
        {
            var removed = await router.RunAsync(RowKeys.PositionOf(left[0].Span), left, RemoveAsync, cancellationToken);
            left.RemoveAll(removed.Contains);
        }
    }

    private static async ValueTask<HashSet<ReadOnlyMemory<byte>>> RemoveAsync(Partition partition, List<ReadOnlyMemory<byte>> rowKeys, CancellationToken cancellationToken)
    {
        var here = rowKeys.Where(rowKey => partition.Contains(RowKeys.PositionOf(rowKey.Span))).Take(CommitRowsMax).ToHashSet(KeyComparer.Instance);
        var commit = partition.BeginCommit();
        foreach (var rowKey in here) commit.Delete(rowKey);
        await partition.CommitAsync(commit, cancellationToken);
        return here;
    }
}
