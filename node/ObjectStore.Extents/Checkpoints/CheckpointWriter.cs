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

    /// <summary>The reserve: the smallest checkpoint with room for its extents, and then ten eighths of the fragments there are.</summary>
    private const long ReserveBytesMin = 4 * CheckpointHeader.PageSize;

    private const long ReserveGrowth = 10;

    /// <summary>Writes a checkpoint at <paramref name="position"/> and returns its length.</summary>
    /// <exception cref="DeviceIoException">The old checkpoint is still in place then.</exception>
    public long Write(LogPosition position, ulong nextSequence, bool isClean)
    {
        long length;
        try
        {
            length = WriteFile(position, nextSequence, isClean);
        }
        catch (DeviceIoException exception) when (exception.IsFull)
        {
            // Without a checkpoint a full device could not compact, and would stay full for ever.
            directory.Delete(DeviceFileNames.CheckpointReserve);
            length = WriteFile(position, nextSequence, isClean);
        }

        KeepReserve();
        return length;
    }

    /// <summary>Sets disk space aside for the next checkpoint, if there is any; another call tries again.</summary>
    public void KeepReserve()
    {
        var wanted = ReserveBytesMin + (index.Count * CheckpointPage.FragmentRowSize * ReserveGrowth / 8);
        try
        {
            using var file = directory.List().Contains(DeviceFileNames.CheckpointReserve)
                ? directory.Open(DeviceFileNames.CheckpointReserve)
                : directory.Create(DeviceFileNames.CheckpointReserve);
            if (file.Length < wanted) file.Allocate(wanted);
        }
        catch (DeviceIoException exception) when (exception.IsFull)
        {
            // The file stays as long as it is.
        }
    }

    private long WriteFile(LogPosition position, ulong nextSequence, bool isClean)
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
        return (long)pages.Count * CheckpointHeader.PageSize;
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
