using System.Buffers.Binary;
using ObjectStore.Core.Checksums;
using ObjectStore.Core.Errors;

namespace ObjectStore.Index.Transfer;

/// <summary>Header and frames of an export; docs/format/export.md is the description, and changes with this file.</summary>
/// <remarks>
/// <code>
/// header   magic:8 version:u16 minimum-reader:u16 zero:u32 created-at:u64 zero:u32 crc:u32         32 bytes
/// frame    kind:u8 encoding:u8 zero:u16 content-bytes:u32 stored-bytes:u32 crc:u32 stored…         16 bytes and what is stored
/// </code>
/// Integers are little endian. The checksum of the header covers what comes before it, that of a frame its first 12 bytes and what is stored.
/// </remarks>
internal static class ExportFormat
{
    public const int HeaderBytes = 32;
    public const int FrameHeaderBytes = 16;

    /// <summary>Most bytes of a frame's content: the longest row and what went before it.</summary>
    public const int ContentBytesMax = 4 << 20;

    /// <summary>A frame of rows ends when it has this many. Guess: large enough to compress well, small enough to hold several.</summary>
    public const int FrameTargetBytes = 512 << 10;

    public const byte Plain = 0;
    public const byte Brotli = 1;

    public const byte Database = (byte)'D';
    public const byte Partition = (byte)'P';
    public const byte Rows = (byte)'R';
    public const byte Trailer = (byte)'E';

    private const ushort Version = 1;
    private const int FrameChecked = FrameHeaderBytes - sizeof(uint);

    private static ReadOnlySpan<byte> Magic => "OSIXEXP\n"u8;

    public static void FormatHeader(Span<byte> header, DateTimeOffset createdAt)
    {
        header[..HeaderBytes].Clear();
        Magic.CopyTo(header);
        BinaryPrimitives.WriteUInt16LittleEndian(header[8..], Version);
        BinaryPrimitives.WriteUInt16LittleEndian(header[10..], Version);
        BinaryPrimitives.WriteInt64LittleEndian(header[16..], createdAt.ToUnixTimeMilliseconds());
        BinaryPrimitives.WriteUInt32LittleEndian(header[28..], Crc32C.Compute(header[..28]));
    }

    /// <exception cref="StorageException">CorruptIndex when it is not the header of an export; Refused when a later release wrote it.</exception>
    public static DateTimeOffset ParseHeader(ReadOnlySpan<byte> header)
    {
        if (!header.StartsWith(Magic)) throw Damaged("it does not begin as one");
        if (Crc32C.Compute(header[..28]) != BinaryPrimitives.ReadUInt32LittleEndian(header[28..])) throw Damaged("its header is damaged");
        if (BinaryPrimitives.ReadUInt16LittleEndian(header[10..]) > Version)
            throw new StorageException(StorageErrorCode.Refused, "The export was written by a later release, and this one cannot read it.");
        var milliseconds = BinaryPrimitives.ReadInt64LittleEndian(header[16..]);
        var isTime = milliseconds >= 0 && milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();
        return isTime ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : throw Damaged("its time is none");
    }

    public static void FormatFrame(Span<byte> header, byte kind, byte encoding, int contentBytes, ReadOnlySpan<byte> stored)
    {
        header[..FrameHeaderBytes].Clear();
        header[0] = kind;
        header[1] = encoding;
        BinaryPrimitives.WriteInt32LittleEndian(header[4..], contentBytes);
        BinaryPrimitives.WriteInt32LittleEndian(header[8..], stored.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(header[FrameChecked..], Crc32C.Compute(stored, Crc32C.Compute(header[..FrameChecked])));
    }

    /// <summary>Reads the lengths of a frame, within bounds but not yet checked by its checksum.</summary>
    /// <exception cref="StorageException">CorruptIndex when they cannot be right.</exception>
    public static (int ContentBytes, int StoredBytes) ParseLengths(ReadOnlySpan<byte> header)
    {
        var content = BinaryPrimitives.ReadUInt32LittleEndian(header[4..]);
        var stored = BinaryPrimitives.ReadUInt32LittleEndian(header[8..]);
        var isRight = header[1] <= Brotli && header[2] == 0 && header[3] == 0 && content <= ContentBytesMax && (header[1] == Plain ? stored == content : stored < content);
        return isRight ? ((int)content, (int)stored) : throw Damaged("a frame's header is damaged");
    }

    /// <exception cref="StorageException">CorruptIndex when the checksum does not fit.</exception>
    public static void CheckFrame(ReadOnlySpan<byte> header, ReadOnlySpan<byte> stored)
    {
        if (Crc32C.Compute(stored, Crc32C.Compute(header[..FrameChecked])) != BinaryPrimitives.ReadUInt32LittleEndian(header[FrameChecked..]))
            throw Damaged("a frame does not match its checksum");
    }

    public static StorageException Damaged(string how) => new(StorageErrorCode.CorruptIndex, $"This is no whole export of an index: {how}.");
}
