using ObjectStore.Extents.Devices;

namespace ObjectStore.Testing.Devices;

/// <summary>One opening of a simulated file.</summary>
internal sealed class SimulatedHandle(SimulatedDevice device, SimulatedFile file) : IDeviceFile
{
    private volatile bool _isDisposed;

    public long Length => device.LengthOf(file);

    public void Allocate(long length) => device.SetLength(file, length, mayShrink: false);

    public void Truncate(long length) => device.SetLength(file, length, mayShrink: true);

    public void Write(long offset, ReadOnlySpan<ReadOnlyMemory<byte>> buffers, WriteMode mode)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (mode == WriteMode.Direct) RequireAligned(offset, buffers);
        device.Write(file, offset, buffers);
    }

    public void Flush()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        device.Flush(file);
    }

    public int Read(long offset, Span<byte> first, Span<byte> second, Span<byte> third, ReadMode mode)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return device.Read(file, offset, first, second, third, mode);
    }

    public void Prefetch(long offset, long length)
    {
    }

    public void Dispose() => _isDisposed = true;

    /// <summary>As O_DIRECT does.</summary>
    private static void RequireAligned(long offset, ReadOnlySpan<ReadOnlyMemory<byte>> buffers)
    {
        var isAligned = offset % 4096 == 0;
        foreach (var buffer in buffers) isAligned &= buffer.Length % 4096 == 0;
        if (!isAligned) throw new DeviceIoException("direct write that is not aligned", isFull: false);
    }
}
