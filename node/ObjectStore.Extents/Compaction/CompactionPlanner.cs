using ObjectStore.Extents.Extents;
using ObjectStore.Extents.Format;
using ObjectStore.Extents.Index;
using ObjectStore.Extents.Recovery;

namespace ObjectStore.Extents.Compaction;

/// <summary>Chooses the extent to compact, and finds out what of it is needed (docs/format/extents.md §3.3). Changes nothing.</summary>
internal sealed class CompactionPlanner(ExtentSet extents, FragmentIndex index, ExtentsOptions options)
{
    /// <summary>When space is short, this much garbage is enough: a copy of seven eighths still frees one.</summary>
    private const double ShortGarbageRatio = 1.0 / 8;

    /// <summary>When deletes have no room, this much: 31 parts are copied to free one, since without it the device would stay full for ever.</summary>
    private const double CriticalGarbageRatio = 1.0 / 32;

    /// <summary>Compaction that appends more than this share of an extent is not worth its writes; the garbage is delete entries that are still needed.</summary>
    private const double CopyShareMax = 0.9;

    /// <summary>The open extent is given up for compaction when no more than this share of it is needed.</summary>
    private const double OpenCopyShareMax = 0.75;

    /// <summary>An extent that gained nothing is read again when one in so many extents has gone: its delete entries may have become needless.</summary>
    private const int RemovalsShare = 64;

    /// <summary>An extent that gained nothing is read again when its garbage has grown by this part of it.</summary>
    private const int GrowthShare = 16;

    /// <summary>
    /// The extent with the most garbage among those that are sealed and wholly before the checkpoint; null when none has enough. Only those: a delete
    /// record that the checkpoint does not cover yet must be there for the next replay.
    /// </summary>
    /// <param name="checkpoint">What the checkpoint covers.</param>
    /// <param name="pressure">How much garbage is enough.</param>
    /// <param name="roomBytes">Most bytes that there is room to copy.</param>
    public Extent? Choose(LogPosition checkpoint, SpacePressure pressure, long roomBytes)
    {
        Extent? best = null;
        foreach (var extent in extents.All)
        {
            if (!extent.IsSealed || extent.Number >= checkpoint.Extent || !IsWorthwhile(extent, pressure, roomBytes)) continue;
            if (best is null || extent.GarbageBytes > best.GarbageBytes) best = extent;
        }

        return best;
    }

    /// <summary>Reads all headers of an extent. Blocks for the disk.</summary>
    public CompactionPlan Plan(Extent extent)
    {
        var (removals, garbage) = (extents.Removals, extent.GarbageBytes);
        var plan = new CompactionPlan(options);
        using var scanner = new ExtentScanner();
        _ = scanner.Scan(extent, ExtentHeader.RecordsOffset, extent.StoredBytes, new PlanVisitor(plan, extent, extents, index));
        extent.LastFinding = new CompactionFinding(removals, garbage, plan.CopyBytes);
        return plan;
    }

    /// <summary>Whether carrying out a plan that appends <paramref name="copyBytes"/>, and frees the extent's file, is worth it, and there is room for it.</summary>
    public static bool IsUseful(Extent extent, long copyBytes, SpacePressure pressure, long roomBytes)
    {
        var share = pressure == SpacePressure.Critical ? 1 - CriticalGarbageRatio : CopyShareMax;
        return copyBytes <= roomBytes && copyBytes <= share * extent.AllocatedBytes;
    }

    /// <summary>
    /// Whether the open extent, near its end, is better sealed and compacted: what deletes leave is a page each as they come one by one, and packs well.
    /// </summary>
    public bool MayGiveUp(Extent open, long roomBytes)
    {
        if (open.HasDamage || open.GarbageBytes < (1 - OpenCopyShareMax) * open.AllocatedBytes) return false;
        return open.LastFinding is not { } last || IsOutdated(last, open, removals: 1) || IsWorthGivingUp(open, last.CopyBytes, roomBytes);
    }

    /// <summary>Whether what a plan of the open extent appends is little enough.</summary>
    public static bool IsWorthGivingUp(Extent open, long copyBytes, long roomBytes) =>
        copyBytes <= roomBytes && copyBytes <= OpenCopyShareMax * open.AllocatedBytes;

    private bool IsWorthwhile(Extent extent, SpacePressure pressure, long roomBytes)
    {
        var removals = pressure == SpacePressure.Critical ? 1 : 1 + (extents.Count / RemovalsShare);
        if (extent.LastFinding is { } last && !IsOutdated(last, extent, removals) && !IsUseful(extent, last.CopyBytes, pressure, roomBytes)) return false;
        if (extent.LiveCount == 0) return true;
        return !extent.HasDamage && extent.GarbageBytes >= RatioFor(pressure) * extent.RecordBytes;
    }

    private bool IsOutdated(CompactionFinding finding, Extent extent, int removals) =>
        extents.Removals - finding.AtRemovals >= removals || extent.GarbageBytes - finding.GarbageBytes >= extent.RecordBytes / GrowthShare;

    private double RatioFor(SpacePressure pressure) => pressure switch
    {
        SpacePressure.None => options.CompactionGarbageRatio,
        SpacePressure.Short => Math.Min(ShortGarbageRatio, options.CompactionGarbageRatio),
        _ => CriticalGarbageRatio,
    };

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
            plan.LiveBytes += location.PaddedLength;
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
