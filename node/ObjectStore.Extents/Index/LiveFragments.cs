using ObjectStore.Core.Identifiers;
using ObjectStore.Extents.Extents;

namespace ObjectStore.Extents.Index;

/// <summary>The index together with the live counts of the extents, which always change together.</summary>
/// <remarks>Changes come from one thread at a time: recovery, then the appender. <see cref="Index"/> may be read by any.</remarks>
internal sealed class LiveFragments(ExtentSet extents)
{
    private long _liveBytes;
    private long _relocations;

    public FragmentIndex Index { get; } = new();

    /// <summary>Bytes of live records.</summary>
    public long LiveBytes => Volatile.Read(ref _liveBytes);

    /// <summary>How many live fragments have got another place since the device was opened.</summary>
    public long Relocations => Volatile.Read(ref _relocations);

    public void Apply(in IndexChange change)
    {
        if (change.Location is { } location) Set(change.Id, location);
        else if (Index.Remove(change.Id, out var ended)) Count(-1, ended);
    }

    /// <summary>A delete entry read from the log: it counts only in its extent.</summary>
    public void ApplyDelete(FragmentId id, uint extent)
    {
        if (Index.TryGet(id, out var location) && location.Extent == extent) Apply(new IndexChange(id, null));
    }

    public void Set(FragmentId id, FragmentLocation location)
    {
        if (Index.Set(id, location, out var previous))
        {
            Count(-1, previous);
            Volatile.Write(ref _relocations, _relocations + 1);
        }

        Count(1, location);
    }

    /// <summary>Counts everything that a checkpoint put into the index. Before any change.</summary>
    public void Recount()
    {
        var buffer = new FragmentEntry[256];
        for (var partition = 0; partition < FragmentIndex.PartitionCount; partition++)
        {
            var count = Index.Snapshot(partition, ref buffer);
            foreach (ref readonly var entry in buffer.AsSpan(0, count)) Count(1, entry.Place);
        }
    }

    /// <summary>How many of the extents in <paramref name="numbers"/> have live fragments.</summary>
    public int CountExtentsAmong(HashSet<uint> numbers)
    {
        if (numbers.Count == 0) return 0;
        var found = new HashSet<uint>();
        var buffer = new FragmentEntry[256];
        for (var partition = 0; partition < FragmentIndex.PartitionCount; partition++)
        {
            var count = Index.Snapshot(partition, ref buffer);
            foreach (ref readonly var entry in buffer.AsSpan(0, count))
            {
                if (numbers.Contains(entry.Place.Extent)) found.Add(entry.Place.Extent);
            }
        }

        return found.Count;
    }

    private void Count(int count, FragmentLocation location)
    {
        Volatile.Write(ref _liveBytes, _liveBytes + (count * (long)location.RecordLength));
        if (extents.TryGet(location.Extent, out var extent)) extent.CountLive(count, location.RecordLength);
    }
}
