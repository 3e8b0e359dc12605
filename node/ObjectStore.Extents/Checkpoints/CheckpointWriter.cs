using ObjectStore.Core.Identifiers;
using ObjectStore.Extents.Devices;
using ObjectStore.Extents.Extents;
using ObjectStore.Extents.Format;
using ObjectStore.Extents.Index;

namespace ObjectStore.Extents.Checkpoints;

/// <summary>Writes the fragment index to <c>checkpoint</c>, atomically, while the device goes on.</summary>
/// <remarks>
/// The caller reads the position before the first row is copied: rows may be newer than it, never older. Memory: one write buffer and one partition.
/// </remarks>
internal sealed class CheckpointWriter(IDeviceDirectory directory, DeviceId device, FragmentIndex index, ExtentSet extents)
{
    private const int BufferPages = 32;

    /// <summary>The reserve has room for so many eighths of the fragments there are, and is made longer when it has for fewer than the second figure.</summary>
    private const int ReserveEighths = 10;

    private const int ReserveEighthsMin = 9;

    private const int WholeEighths = 8;

    private long _reserveBytes;
    private long _checkpointBytes;

    /// <summary>Whether fragments have outgrown the reserve, so that <see cref="KeepReserve"/> has something to do.</summary>
    public bool IsReserveShort => _reserveBytes < ReserveBytes(ReserveEighthsMin) || !extents.HasRoomForCheckpoint;

    /// <summary>Writes a checkpoint at <paramref name="position"/> and returns its length.</summary>
    /// <exception cref="DeviceIoException">The old checkpoint is still in place then.</exception>
    public long Write(LogPosition position, ulong nextSequence, bool isClean)
    {
        try
        {
            return WriteFile(position, nextSequence, isClean);
        }
        catch (DeviceIoException exception) when (exception.IsFull)
        {
            GiveUpReserve();
            return WriteFile(position, nextSequence, isClean);
        }
        finally
        {
            KeepReserve();
        }
    }

    /// <summary>
    /// Sets disk space aside for the next checkpoint, as far as there is any, and tells the extents whether there is: without a checkpoint a full device could not
    /// compact, and would stay full for ever. To be called again as fragments become more.
    /// </summary>
    /// <exception cref="DeviceIoException">Not for lack of space.</exception>
    public void KeepReserve()
    {
        for (var eighths = ReserveEighths; eighths >= WholeEighths && _reserveBytes < ReserveBytes(ReserveEighthsMin); eighths--)
        {
            if (TryReserve(ReserveBytes(eighths))) break;
        }

        extents.HasRoomForCheckpoint = _reserveBytes >= ReserveBytes(WholeEighths);
    }

    private bool TryReserve(long bytes)
    {
        try
        {
            using var file = directory.List().Contains(DeviceFileNames.CheckpointReserve)
                ? directory.Open(DeviceFileNames.CheckpointReserve)
                : directory.Create(DeviceFileNames.CheckpointReserve);
            if (file.Length < bytes) file.Allocate(bytes);
            _reserveBytes = file.Length;
            return true;
        }
        catch (DeviceIoException exception) when (exception.IsFull)
        {
            return false;
        }
    }

    /// <summary>The extents are told first: none of them may take what the checkpoint is to have.</summary>
    private void GiveUpReserve()
    {
        extents.HasRoomForCheckpoint = false;
        _reserveBytes = 0;
        directory.Delete(DeviceFileNames.CheckpointReserve);
    }

    /// <summary>
    /// What the reserve has to be, for so many eighths of the fragments there are: a checkpoint; and what the present one is shorter than that, since the
    /// space that it leaves becomes the next reserve on a full disk.
    /// </summary>
    private long ReserveBytes(int eighths)
    {
        var fragmentPages = 1 + (index.Count * eighths / WholeEighths / CheckpointPage.FragmentsPerPage);
        var extentPages = 1 + (extents.Count / CheckpointPage.ExtentsPerPage);
        var next = (1 + fragmentPages + extentPages) * CheckpointHeader.PageSize;
        return next + Math.Max(0, next - _checkpointBytes);
    }

    private long WriteFile(LogPosition position, ulong nextSequence, bool isClean)
    {
        try
        {
            return WriteNew(position, nextSequence, isClean);
        }
        catch (DeviceIoException)
        {
            // What is there of it takes space, and is of no use.
            directory.Delete(DeviceFileNames.CheckpointNew);
            throw;
        }
    }

    private long WriteNew(LogPosition position, ulong nextSequence, bool isClean)
    {
        using var file = directory.Create(DeviceFileNames.CheckpointNew);
        using var pages = new PageBuffer(file);
        var fragments = WriteFragments(pages);
        var rows = WriteExtents(pages);
        pages.WriteOut();
        var header = new CheckpointHeader(device, isClean, pages.Count, fragments, rows, position, nextSequence);
        pages.WriteHeader(header);
        file.Flush();
        directory.Rename(DeviceFileNames.CheckpointNew, DeviceFileNames.Checkpoint);
        directory.Flush();
        return _checkpointBytes = (long)pages.Count * CheckpointHeader.PageSize;
    }

    private long WriteFragments(PageBuffer pages)
    {
        var fragments = 0L;
        var row = 0;
        var buffer = new FragmentEntry[256];
        for (var partition = 0; partition < FragmentIndex.PartitionCount; partition++)
        {
            var count = index.Snapshot(partition, ref buffer);
            fragments += count;
            foreach (ref readonly var entry in buffer.AsSpan(0, count))
            {
                CheckpointPage.WriteFragment(pages.Current, row++, entry);
                if (row < CheckpointPage.FragmentsPerPage) continue;
                pages.Finish(row, CheckpointPage.FragmentRows);
                row = 0;
            }
        }

        if (row > 0) pages.Finish(row, CheckpointPage.FragmentRows);
        return fragments;
    }

    private uint WriteExtents(PageBuffer pages)
    {
        var count = 0u;
        var row = 0;
        foreach (var extent in extents.All)
        {
            CheckpointPage.WriteExtent(pages.Current, row++, new ExtentRow(extent.Number, extent.IsSealed, extent.Nonce, extent.StoredBytes));
            count++;
            if (row < CheckpointPage.ExtentsPerPage) continue;
            pages.Finish(row, CheckpointPage.ExtentRows);
            row = 0;
        }

        if (row > 0) pages.Finish(row, CheckpointPage.ExtentRows);
        return count;
    }

    /// <summary>Collects finished pages and writes many at once.</summary>
    private sealed class PageBuffer(IDeviceFile file) : IDisposable
    {
        private readonly AlignedBuffer _buffer = new(BufferPages * CheckpointHeader.PageSize);
        private int _filled;

        /// <summary>Pages so far, the header included.</summary>
        public uint Count { get; private set; } = 1;

        /// <summary>The page that rows go to.</summary>
        public Span<byte> Current => _buffer.GetSpan().Slice(_filled * CheckpointHeader.PageSize, CheckpointHeader.PageSize);

        public void Finish(int rows, uint kind)
        {
            CheckpointPage.Finish(Current, rows, kind, Count);
            Count++;
            if (++_filled == BufferPages) WriteOut();
        }

        public void WriteOut()
        {
            if (_filled == 0) return;
            var length = _filled * CheckpointHeader.PageSize;
            file.Write((long)(Count - _filled) * CheckpointHeader.PageSize, [_buffer.Memory[..length]], WriteMode.Direct);
            _filled = 0;
        }

        public void WriteHeader(in CheckpointHeader header)
        {
            header.Format(Current);
            file.Write(0, [_buffer.Memory[..CheckpointHeader.PageSize]], WriteMode.Direct);
        }

        public void Dispose() => ((IDisposable)_buffer).Dispose();
    }
}
