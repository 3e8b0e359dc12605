namespace ObjectStore.Extents.Devices;

/// <summary>One open file of a device. Calls block; they are thread-safe and throw <see cref="DeviceIoException"/>.</summary>
public interface IDeviceFile : IDisposable
{
    /// <summary>Bytes of the file.</summary>
    long Length { get; }

    /// <summary>Reserves disk space for bytes [0, <paramref name="length"/>) and makes the file that long if it is shorter; new bytes read as zero.</summary>
    void Allocate(long length);

    /// <summary>Cuts the file to <paramref name="length"/> bytes; durable after <see cref="Flush"/>.</summary>
    void Truncate(long length);

    /// <summary>Writes <paramref name="buffers"/> one after the other from <paramref name="offset"/> on, all of them or an exception.</summary>
    /// <param name="offset">Where the first byte goes.</param>
    /// <param name="buffers">Borrowed until return. At most <see cref="BuffersMax"/>.</param>
    /// <param name="mode">Direct asks for addresses, lengths and offset that are multiples of 4096.</param>
    void Write(long offset, ReadOnlySpan<ReadOnlyMemory<byte>> buffers, WriteMode mode);

    /// <summary>Makes everything that was written durable (fdatasync). After an exception nothing may be assumed about it, and a further call proves nothing.</summary>
    void Flush();

    /// <summary>Reads into three buffers (each may be empty) one after the other.</summary>
    /// <returns>Bytes read; fewer than asked for at the end of the file, or when only part of them is in memory and only that was asked for.</returns>
    int Read(long offset, Span<byte> first, Span<byte> second, Span<byte> third, ReadMode mode);

    /// <summary>Asks the operating system to bring a range into memory. A hint that never fails.</summary>
    void Prefetch(long offset, long length);

    /// <summary>Most buffers of one <see cref="Write"/>.</summary>
    const int BuffersMax = 256;
}
