using System.Buffers.Binary;
using ObjectStore.Core.Checksums;
using ObjectStore.Core.Identifiers;

namespace ObjectStore.Extents.Format;

/// <summary>The first page of an extent, and its copy (docs/format/extents.md §3).</summary>
internal readonly record struct ExtentHeader(uint Number, DeviceId Device, ulong Nonce, long CreatedAtMs)
{
    public const int PageSize = 4096;

    /// <summary>Header and copy; records begin here.</summary>
    public const int RecordsOffset = 2 * PageSize;

    private const byte FormatVersion = 1;
    private const int CrcOffset = 60;

    private static ReadOnlySpan<byte> Magic => "OSEXTENT"u8;

    /// <summary>Writes one page of <see cref="PageSize"/> bytes.</summary>
    public void Format(Span<byte> page)
    {
        page[..PageSize].Clear();
        Magic.CopyTo(page);
        page[8] = FormatVersion;
        page[9] = FormatVersion;
        BinaryPrimitives.WriteUInt32LittleEndian(page[12..], Number);
        _ = Device.Value.TryWriteBytes(page[16..], bigEndian: true, out _);
        BinaryPrimitives.WriteUInt64LittleEndian(page[32..], Nonce);
        BinaryPrimitives.WriteInt64LittleEndian(page[40..], CreatedAtMs);
        BinaryPrimitives.WriteUInt32LittleEndian(page[CrcOffset..], Crc32C.Compute(page[..CrcOffset]));
    }

    /// <summary>Reads one page; false when it is not whole or needs a newer reader.</summary>
    public static bool TryParse(ReadOnlySpan<byte> page, out ExtentHeader header)
    {
        header = default;
        if (page.Length < PageSize || !page[..8].SequenceEqual(Magic) || page[9] > FormatVersion) return false;
        if (BinaryPrimitives.ReadUInt32LittleEndian(page[CrcOffset..]) != Crc32C.Compute(page[..CrcOffset])) return false;
        if (page[10..12].ContainsAnyExcept((byte)0) || page[48..CrcOffset].ContainsAnyExcept((byte)0)) return false;
        header = new ExtentHeader(
            BinaryPrimitives.ReadUInt32LittleEndian(page[12..]),
            new DeviceId(new Guid(page[16..32], bigEndian: true)),
            BinaryPrimitives.ReadUInt64LittleEndian(page[32..]),
            BinaryPrimitives.ReadInt64LittleEndian(page[40..]));
        return true;
    }
}
