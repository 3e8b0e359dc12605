using ObjectStore.Core.Identifiers;
using ObjectStore.Extents.Appending;
using ObjectStore.Extents.Checkpoints;
using ObjectStore.Extents.Devices;
using ObjectStore.Extents.Extents;
using ObjectStore.Extents.Format;
using ObjectStore.Extents.Index;

namespace ObjectStore.Extents.Recovery;

/// <summary>Brings the index and the extents of a device to the state that the log says (docs/format/extents.md §5).</summary>
/// <remarks>Changes nothing on the disk that was ever acknowledged. It may be cut off anywhere and run again.</remarks>
internal sealed class DeviceRecovery(IDeviceDirectory directory, DeviceId device, ExtentSet extents, LiveFragments live)
{
    private readonly RecoveryReport _report = new();
    private readonly Salvage _salvage = new();
    private readonly List<ExtentRow> _rows = [];
    private readonly Dictionary<uint, ExtentRow> _rowOf = [];

    public RecoveredDevice Run()
    {
        var numbers = TakeInventory();
        _report.HadCheckpoint = CheckpointReader.TryRead(directory, device, live.Index, _rows, out var checkpoint);
        if (!_report.HadCheckpoint)
        {
            live.Index.Clear();
            _rows.Clear();
            checkpoint = default;
        }

        foreach (var row in _rows) _rowOf[row.Number] = row;
        foreach (var number in numbers) OpenExtent(number);
        extents.SkipNumbersTo(Math.Max(checkpoint.Position.Extent, numbers.Count > 0 ? numbers[^1] : 0));
        live.Recount();
        var nextSequence = Replay(checkpoint);
        _report.MissingExtents = live.CountExtentsAmong([.. _rows.Select(row => row.Number).Where(number => !extents.TryGet(number, out _))]);
        var last = extents.All.MaxBy(extent => extent.Number);
        var end = last is null ? checkpoint.Position : new LogPosition(last.Number, (uint)last.StoredBytes);
        return new RecoveredDevice(new AppenderStart(null, end, nextSequence), _salvage, _report, checkpoint.Position);
    }

    /// <summary>Removes unfinished files, takes in spares, and returns the numbers of the extents, ascending.</summary>
    private List<uint> TakeInventory()
    {
        var numbers = new List<uint>();
        foreach (var name in directory.List())
        {
            if (name is DeviceFileNames.CheckpointNew or DeviceFileNames.SuperblockNew) directory.Delete(name);
            else if (DeviceFileNames.TryParseExtent(name, out var number)) numbers.Add(number);
            else if (DeviceFileNames.TryParseSpare(name, out var spare)) extents.AddSpare(spare, name);
        }

        numbers.Sort();
        return numbers;
    }

    /// <summary>An extent got its name after its header was on stable storage: one without is damaged, never unfinished, and its file stays.</summary>
    private void OpenExtent(uint number)
    {
        var file = directory.Open(DeviceFileNames.Extent(number));
        var isKnown = _rowOf.TryGetValue(number, out var row);
        if (!isKnown && !ExtentHeaderReader.TryReadNonce(file, number, device, out row))
        {
            file.Dispose();
            _report.UnreadableExtents++;
            return;
        }

        extents.Add(new Extent(number, row.Nonce, file, file.Length) { IsSealed = true, StoredBytes = Math.Min(row.StoredBytes, file.Length) });
    }

    /// <summary>Applies the log from the checkpoint on; returns the next sequence.</summary>
    private ulong Replay(in CheckpointHeader checkpoint)
    {
        var from = checkpoint.Position;
        var nextSequence = Math.Max(1, checkpoint.NextSequence);
        var toReplay = extents.All.Where(extent => extent.Number >= from.Extent).OrderBy(extent => extent.Number).ToList();
        using var scanner = new ExtentScanner();
        foreach (var extent in toReplay)
        {
            var start = extent.Number == from.Extent ? Math.Max(from.Offset, ExtentHeader.RecordsOffset) : ExtentHeader.RecordsOffset;
            var isTail = extent == toReplay[^1];
            var visitor = new ReplayVisitor(live);
            var scan = scanner.Scan(extent, start, extent.File.Length, visitor);
            if (isTail) SealTail(extent, start, scan, visitor);
            else Seal(extent, start, scan, visitor);
            _report.ReplayedRecords += visitor.Records;
            _report.DamagedBytes += scan.DamagedBytes;
            nextSequence = Math.Max(nextSequence, visitor.NextSequence);
        }

        _report.WasClean = checkpoint.IsClean && _report.ReplayedRecords == 0;
        return nextSequence;
    }

    private void Seal(Extent extent, long start, in ScanResult scan, ReplayVisitor visitor)
    {
        visitor.ApplyLastBatch();
        extent.StoredBytes = Math.Max(KnownStored(extent), Math.Max(start, scan.LastBatchEnd));
    }

    /// <summary>The end of the log: after a kill its last batch may be there in part, and nothing behind it counts.</summary>
    private void SealTail(Extent extent, long start, in ScanResult scan, ReplayVisitor visitor)
    {
        var known = KnownStored(extent);
        var isWhole = scan.LastBatchOffset < known || TailBatch.IsWhole(extent, visitor.LastBatch);
        if (isWhole)
        {
            visitor.ApplyLastBatch();
            extent.StoredBytes = Math.Max(known, Math.Max(start, scan.LastBatchEnd));
        }
        else
        {
            _report.HadTornBatch = true;
            TailBatch.Rescue(extent, visitor.LastBatch, _salvage);
            visitor.DropLastBatch();
            extent.StoredBytes = Math.Max(known, scan.LastBatchOffset);
        }

        // What was read may so far be in the page cache only; the sync in here makes it durable before anyone can see it.
        extents.Shrink(extent);
    }

    /// <summary>What the checkpoint vouches for.</summary>
    private long KnownStored(Extent extent) => _rowOf.TryGetValue(extent.Number, out var row) ? Math.Min(row.StoredBytes, extent.File.Length) : 0;
}
