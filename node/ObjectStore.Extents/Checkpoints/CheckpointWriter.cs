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

    /// <summary>Writes a checkpoint at <paramref name="position"/> and returns its length.</summary>
    /// <exception cref="DeviceIoException">The old checkpoint is still in place then.</exception>
    public long Write(LogPosition position, ulong nextSequence, bool isClean)
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
