using System.Collections.Concurrent;

namespace ObjectStore.Index.Keymap;

/// <summary>The keymap as it was read, and of each database that was needed its partitions. Immutable but for databases that are added.</summary>
/// <remarks>Invariant: entries ascend by start, each ends where the next starts, the first has no start and the last no end.</remarks>
internal sealed class RoutingTable(IReadOnlyList<KeymapEntry> entries, IEnumerable<KeyValuePair<string, Partition[]>> databases)
{
    private readonly ConcurrentDictionary<string, Partition[]> _databases = new(databases, StringComparer.Ordinal);

    public IReadOnlyList<KeymapEntry> Entries => entries;

    /// <summary>The same entries' databases without one that turned out to be old.</summary>
    public IEnumerable<KeyValuePair<string, Partition[]>> DatabasesWithout(string? stale) => _databases.Where(pair => pair.Key != stale);

    /// <summary>The partitions of the databases that were read.</summary>
    public IEnumerable<Partition> Partitions => _databases.Values.SelectMany(static partitions => partitions);

    public void Add(string database, Partition[] partitions) => _databases[database] = partitions;

    /// <summary>The entry that covers the position.</summary>
    public KeymapEntry EntryOf(Position position)
    {
        var (low, high) = (0, entries.Count - 1);
        while (low < high)
        {
            var middle = (low + high + 1) >>> 1;
            if (position.CompareBound(entries[middle].Start.Span) <= 0) low = middle;
            else high = middle - 1;
        }

        return entries[low];
    }

    /// <summary>Finds what the entry's database says of the position; false when that database has not been read.</summary>
    /// <param name="position">Where.</param>
    /// <param name="entry">The entry that covers it.</param>
    /// <param name="partition">Null when the database has no partition there.</param>
    public bool TryFind(Position position, KeymapEntry entry, out Partition? partition)
    {
        partition = null;
        if (!_databases.TryGetValue(entry.Database, out var partitions)) return false;
        var (low, high) = (0, partitions.Length - 1);
        while (low < high)
        {
            var middle = (low + high + 1) >>> 1;
            if (position.CompareBound(partitions[middle].Record.Start.Span) <= 0) low = middle;
            else high = middle - 1;
        }

        if (partitions.Length > 0 && partitions[low].Contains(position)) partition = partitions[low];
        return true;
    }
}
