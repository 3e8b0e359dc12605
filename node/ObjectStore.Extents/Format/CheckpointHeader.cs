using System.Buffers.Binary;
using ObjectStore.Core.Checksums;
using ObjectStore.Core.Identifiers;

namespace ObjectStore.Extents.Format;

/// <summary>The first page of a checkpoint (docs/format/extents.md §4).</summary>
internal readonly record struct CheckpointHeader(
    DeviceId Device, bool IsClean, uint PageCount, long FragmentCount, uint ExtentCount, LogPosition Position, ulong NextSequence)
{
    /// <summary>All pages have this size.</summary>
    public const int PageSize = 64 << 10;

    private const int CrcOffset = 60;
    private const byte FormatVersion = 1;
    private const ushort CleanFlag = 1;

    private static ReadOnlySpan<byte> Magic => "OSCHKPNT"u8;

    public void Format(Span<byte> page)
    {
        page[..PageSize].Clear();
        Magic.CopyTo(page);
        page[8] = FormatVersion;
        page[9] = FormatVersion;
        BinaryPrimitives.WriteUInt16LittleEndian(page[10..], IsClean ? CleanFlag : (ushort)0);
        BinaryPrimitives.WriteUInt32LittleEndian(page[12..], PageCount);
        _ = Device.Value.TryWriteBytes(page[16..], bigEndian: true, out _);
        BinaryPrimitives.WriteInt64LittleEndian(page[32..], FragmentCount);
        BinaryPrimitives.WriteUInt64LittleEndian(page[40..], NextSequence);
        BinaryPrimitives.WriteUInt32LittleEndian(page[48..], Position.Extent);
        BinaryPrimitives.WriteUInt32LittleEndian(page[52..], Position.Offset);
        BinaryPrimitives.WriteUInt32LittleEndian(page[56..], ExtentCount);
        BinaryPrimitives.WriteUInt32LittleEndian(page[CrcOffset..], Crc32C.Compute(page[..CrcOffset]));
    }

    public static bool TryParse(ReadOnlySpan<byte> page, out CheckpointHeader header)
    {
        header = default;
        if (page.Length < PageSize || !page[..8].SequenceEqual(Magic) || page[9] > FormatVersion) return false;
        if (BinaryPrimitives.ReadUInt32LittleEndian(page[CrcOffset..]) != Crc32C.Compute(page[..CrcOffset])) return false;
        var fragments = BinaryPrimitives.ReadInt64LittleEndian(page[32..]);
        if (fragments < 0) return false;
        header = new CheckpointHeader(
            new DeviceId(new Guid(page[16..32], bigEndian: true)),
            (BinaryPrimitives.ReadUInt16LittleEndian(page[10..]) & CleanFlag) != 0,
            BinaryPrimitives.ReadUInt32LittleEndian(page[12..]),
            fragments,
            BinaryPrimitives.ReadUInt32LittleEndian(page[56..]),
            new LogPosition(BinaryPrimitives.ReadUInt32LittleEndian(page[48..]), BinaryPrimitives.ReadUInt32LittleEndian(page[52..])),
            BinaryPrimitives.ReadUInt64LittleEndian(page[40..]));
        return true;
    }
}
