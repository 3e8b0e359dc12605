using System.Collections.Concurrent;
using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Heat;
using ObjectStore.Index.OrderedStore;

namespace ObjectStore.Index.Keymap;

/// <summary>The counters of partitions, which outlive the tables in which partitions are read again. Thread-safe; bounded by the partitions that are known.</summary>
internal sealed class PartitionHeats
{
    private readonly ConcurrentDictionary<(ReadOnlyMemory<byte> Start, Epoch Epoch), PartitionHeat> _heats = new(StateComparer.Instance);

    /// <summary>The counters of a partition; a partition that changes gets new ones.</summary>
    public PartitionHeat Of(PartitionRecord record) => _heats.GetOrAdd((record.Start, record.Epoch), static key => new PartitionHeat(key.Start, key.Epoch));

    /// <summary>All counters; those of partitions that are no more are given a last time.</summary>
    public IReadOnlyList<PartitionHeat> TakeAll(IEnumerable<Partition> known)
    {
        var current = known.Select(static partition => (partition.Record.Start, partition.Record.Epoch)).ToHashSet(StateComparer.Instance);
        var all = _heats.ToArray();
        foreach (var (key, _) in all)
        {
            if (!current.Contains(key)) _heats.TryRemove(key, out _);
        }

        return [.. all.Select(static pair => pair.Value)];
    }

    private sealed class StateComparer : IEqualityComparer<(ReadOnlyMemory<byte> Start, Epoch Epoch)>
    {
        public static StateComparer Instance { get; } = new();

        public bool Equals((ReadOnlyMemory<byte> Start, Epoch Epoch) x, (ReadOnlyMemory<byte> Start, Epoch Epoch) y) =>
            x.Epoch == y.Epoch && x.Start.Span.SequenceEqual(y.Start.Span);

        public int GetHashCode((ReadOnlyMemory<byte> Start, Epoch Epoch) key) => HashCode.Combine(KeyComparer.Instance.GetHashCode(key.Start), key.Epoch);
    }
}
