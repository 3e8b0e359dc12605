using ObjectStore.Core.Identifiers;
using ObjectStore.Extents.Extents;

namespace ObjectStore.Extents.Index;

/// <summary>The index together with the live counts of the extents, which always change together.</summary>
/// <remarks>Changes come from one thread at a time: recovery, then the appender. <see cref="Index"/> may be read by any.</remarks>
internal sealed class LiveFragments(ExtentSet extents)
{
    private long _liveBytes;

    public FragmentIndex Index { get; } = new();

    /// <summary>Bytes of live records.</summary>
    public long LiveBytes => Volatile.Read(ref _liveBytes);

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
        if (Index.Set(id, location, out var previous)) Count(-1, previous);
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

    private void Count(int count, FragmentLocation location)
    {
        Volatile.Write(ref _liveBytes, _liveBytes + (count * (long)location.RecordLength));
        if (extents.TryGet(location.Extent, out var extent)) extent.CountLive(count, location.RecordLength);
    }
}
