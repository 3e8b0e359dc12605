using ObjectStore.Core.Identifiers;
using ObjectStore.Extents.Devices;
using ObjectStore.Extents.Extents;
using ObjectStore.Extents.Format;
using ObjectStore.Extents.Index;

namespace ObjectStore.Extents.Checkpoints;

/// <summary>Reads a checkpoint back: all of it or nothing.</summary>
internal static class CheckpointReader
{
    private const int BufferPages = 32;

    /// <summary>
    /// Fills <paramref name="index"/>, which is empty, and <paramref name="rows"/>. False when there is no checkpoint of this device that is whole; the index
    /// and the rows are then to be thrown away.
    /// </summary>
    public static bool TryRead(IDeviceDirectory directory, DeviceId device, FragmentIndex index, List<ExtentRow> rows, out CheckpointHeader header)
    {
        header = default;
        try
        {
            if (!directory.List().Contains(DeviceFileNames.Checkpoint)) return false;
            using var file = directory.Open(DeviceFileNames.Checkpoint);
            using var buffer = new AlignedBuffer(BufferPages * CheckpointHeader.PageSize);
            var page = buffer.GetSpan()[..CheckpointHeader.PageSize];
            return file.Read(0, page, default, default, ReadMode.Buffered) == page.Length
                && CheckpointHeader.TryParse(page, out header)
                && header.Device == device
                && (long)header.PageCount * CheckpointHeader.PageSize <= file.Length
                && TryReadPages(file, buffer, header, index, rows);
        }
        catch (DeviceIoException)
        {
            return false;
        }
    }

    private static bool TryReadPages(IDeviceFile file, AlignedBuffer buffer, in CheckpointHeader header, FragmentIndex index, List<ExtentRow> rows)
    {
        index.Reserve(header.FragmentCount);
        for (var first = 1u; first < header.PageCount; first += BufferPages)
        {
            var count = Math.Min(BufferPages, header.PageCount - first);
            var target = buffer.GetSpan()[..(int)(count * CheckpointHeader.PageSize)];
            if (file.Read((long)first * CheckpointHeader.PageSize, target, default, default, ReadMode.Direct) < target.Length) return false;
            for (var i = 0u; i < count; i++)
            {
                if (!TryTakePage(target.Slice((int)i * CheckpointHeader.PageSize, CheckpointHeader.PageSize), first + i, index, rows)) return false;
            }
        }

        return index.Count == header.FragmentCount && rows.Count == header.ExtentCount;
    }

    private static bool TryTakePage(ReadOnlySpan<byte> page, uint number, FragmentIndex index, List<ExtentRow> rows)
    {
        if (!CheckpointPage.TryParse(page, number, out var kind, out var count)) return false;
        for (var row = 0; row < count; row++)
        {
            if (kind == CheckpointPage.ExtentRows)
            {
                rows.Add(CheckpointPage.ReadExtent(page, row));
            }
            else
            {
                var entry = CheckpointPage.ReadFragment(page, row);
                if (index.Set(entry.Id, entry.Place, out _)) return false;
            }
        }

        return true;
    }
}
