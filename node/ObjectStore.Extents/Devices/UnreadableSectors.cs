using ObjectStore.Extents.Format;

namespace ObjectStore.Extents.Devices;

/// <summary>Reads what can be read where a disk has sectors that it cannot.</summary>
internal static class UnreadableSectors
{
    /// <summary>
    /// Fills <paramref name="target"/> from <paramref name="offset"/> on, page by page. Pages that the disk cannot read come as zeros, which is damage for
    /// whoever looks for a record there.
    /// </summary>
    /// <returns>Bytes up to the end of the file, at most all of the target.</returns>
    public static int ReadAround(IDeviceFile file, long offset, Span<byte> target)
    {
        target = target[..(int)Math.Clamp(file.Length - offset, 0, target.Length)];
        target.Clear();
        for (var done = 0; done < target.Length;)
        {
            var step = Math.Min(RecordHeader.BatchAlignment - (int)((offset + done) % RecordHeader.BatchAlignment), target.Length - done);
            try
            {
                _ = file.Read(offset + done, target.Slice(done, step), default, default, ReadMode.Buffered);
            }
            catch (DeviceIoException)
            {
                target.Slice(done, step).Clear();
            }

            done += step;
        }

        return target.Length;
    }
}
