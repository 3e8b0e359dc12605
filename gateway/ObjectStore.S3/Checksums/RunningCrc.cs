using System.Buffers.Binary;

namespace ObjectStore.S3.Checksums;

/// <summary>A CRC, of 32 or 64 bits as it is written.</summary>
/// <param name="compute">Continues a CRC over bytes.</param>
internal sealed class RunningCrc(Func<ReadOnlySpan<byte>, ulong, ulong> compute) : RunningChecksum
{
    private ulong _crc;

    /// <inheritdoc />
    public override void Append(ReadOnlySpan<byte> bytes) => _crc = compute(bytes, _crc);

    /// <inheritdoc />
    public override void Write(Span<byte> checksum) => WriteTo(checksum, _crc);

    /// <summary>Writes a CRC into four or eight bytes.</summary>
    public static void WriteTo(Span<byte> checksum, ulong crc)
    {
        if (checksum.Length == sizeof(uint)) BinaryPrimitives.WriteUInt32BigEndian(checksum, (uint)crc);
        else BinaryPrimitives.WriteUInt64BigEndian(checksum, crc);
    }

    /// <summary>Reads a CRC of four or eight bytes.</summary>
    public static ulong ReadFrom(ReadOnlySpan<byte> checksum) =>
        checksum.Length == sizeof(uint) ? BinaryPrimitives.ReadUInt32BigEndian(checksum) : BinaryPrimitives.ReadUInt64BigEndian(checksum);
}
