using ObjectStore.Extents.Extents;
using ObjectStore.Extents.Format;
using ObjectStore.Extents.Index;
using ObjectStore.Extents.Recovery;

namespace ObjectStore.Extents.Compaction;

/// <summary>Chooses the extent to compact, and finds out what of it is needed (docs/format/extents.md §3.3). Changes nothing.</summary>
internal sealed class CompactionPlanner(ExtentSet extents, FragmentIndex index, ExtentsOptions options)
{
    /// <summary>When space is short, this much garbage is enough: a copy of seven eighths still frees one.</summary>
    private const double UrgentGarbageRatio = 0.125;

    /// <summary>Compaction that keeps more than this share is not worth its writes; the garbage is delete entries that are still needed.</summary>
    private const double KeptShareMax = 0.9;

    /// <summary>
    /// The extent with the most garbage among those that are sealed and wholly before the checkpoint; null when none has enough. Only those: a delete
    /// record that the checkpoint does not cover yet must be there for the next replay.
    /// </summary>
    public Extent? Choose(LogPosition checkpoint, bool isUrgent)
    {
        Extent? best = null;
        foreach (var extent in extents.All)
        {
            if (!extent.IsSealed || extent.Number >= checkpoint.Extent || !IsWorthwhile(extent, isUrgent)) continue;
            if (best is null || GarbageOf(extent) > GarbageOf(best)) best = extent;
        }

        return best;
    }

    /// <summary>Reads all headers of an extent. Blocks for the disk.</summary>
    public CompactionPlan Plan(Extent extent)
    {
        var plan = new CompactionPlan();
        using var scanner = new ExtentScanner();
        _ = scanner.Scan(extent, ExtentHeader.RecordsOffset, extent.StoredBytes, new PlanVisitor(plan, extent, extents, index));
        return plan;
    }

    /// <summary>Whether carrying out the plan frees enough to be worth it.</summary>
    public static bool IsUseful(CompactionPlan plan, Extent extent) => plan.KeptBytes <= KeptShareMax * (extent.StoredBytes - ExtentHeader.RecordsOffset);

    private bool IsWorthwhile(Extent extent, bool isUrgent)
    {
        if (extent.UselessAtExtentCount == extents.Count) return false;
        if (extent.LiveCount == 0) return true;
        if (extent.HasDamage) return false;
        var ratio = isUrgent ? UrgentGarbageRatio : options.CompactionGarbageRatio;
        return GarbageOf(extent) >= ratio * (extent.StoredBytes - ExtentHeader.RecordsOffset);
    }

    private static long GarbageOf(Extent extent) => extent.StoredBytes - ExtentHeader.RecordsOffset - extent.LiveBytes;

    private sealed class PlanVisitor(CompactionPlan plan, Extent extent, ExtentSet extents, FragmentIndex index) : IRecordVisitor
    {
        public void Visit(in RecordHeader header, ReadOnlySpan<byte> meta)
        {
            if (header.Kind == RecordKind.Put) VisitPut(header);
            else VisitDelete(meta);
        }

        private void VisitPut(in RecordHeader header)
        {
            if (header.PriorExtent != 0) KeepDelete(new DeleteEntry(header.Id, header.PriorExtent));
            var location = new FragmentLocation(header.Extent, header.Offset, header.PayloadOffset, (uint)header.PayloadLength);
            if (!index.TryGet(header.Id, out var current) || current != location) return;
            plan.Live.Add((header.Id, location));
            plan.LiveBytes += location.RecordLength;
        }

        private void VisitDelete(ReadOnlySpan<byte> meta)
        {
            for (var at = RecordHeader.Size; at < meta.Length; at += DeleteEntry.Size) KeepDelete(DeleteEntry.Read(meta[at..]));
        }

        private void KeepDelete(DeleteEntry entry)
        {
            if (entry.Extent != extent.Number && extents.TryGet(entry.Extent, out _)) plan.Deletes.Add(entry);
        }
    }
}
