using System.Buffers.Binary;
using ObjectStore.Core.Checksums;
using ObjectStore.Extents.Index;

namespace ObjectStore.Extents.Format;

/// <summary>A page of rows of a checkpoint (docs/format/extents.md §4).</summary>
internal static class CheckpointPage
{
    public const uint FragmentRows = 1;
    public const uint ExtentRows = 2;
    public const int FragmentRowSize = 28;
    public const int ExtentRowSize = 32;
    public const int FragmentsPerPage = (CheckpointHeader.PageSize - HeaderSize) / FragmentRowSize;
    public const int ExtentsPerPage = (CheckpointHeader.PageSize - HeaderSize) / ExtentRowSize;

    private const int HeaderSize = 16;
    private const uint SealedFlag = 1;

    /// <summary>Closes a page whose rows have been written.</summary>
    public static void Finish(Span<byte> page, int rows, uint kind, uint pageNumber)
    {
        var used = HeaderSize + (rows * (kind == FragmentRows ? FragmentRowSize : ExtentRowSize));
        page[used..CheckpointHeader.PageSize].Clear();
        BinaryPrimitives.WriteInt32LittleEndian(page[4..], rows);
        BinaryPrimitives.WriteUInt32LittleEndian(page[8..], kind);
        BinaryPrimitives.WriteUInt32LittleEndian(page[12..], pageNumber);
        BinaryPrimitives.WriteUInt32LittleEndian(page, Crc32C.Compute(page[4..CheckpointHeader.PageSize]));
    }

    /// <summary>False unless the page is whole and stands in its place.</summary>
    public static bool TryParse(ReadOnlySpan<byte> page, uint pageNumber, out uint kind, out int rows)
    {
        (kind, rows) = (0, 0);
        if (page.Length < CheckpointHeader.PageSize) return false;
        if (BinaryPrimitives.ReadUInt32LittleEndian(page) != Crc32C.Compute(page[4..CheckpointHeader.PageSize])) return false;
        if (BinaryPrimitives.ReadUInt32LittleEndian(page[12..]) != pageNumber) return false;
        kind = BinaryPrimitives.ReadUInt32LittleEndian(page[8..]);
        rows = BinaryPrimitives.ReadInt32LittleEndian(page[4..]);
        return kind switch
        {
            FragmentRows => rows is >= 0 and <= FragmentsPerPage,
            ExtentRows => rows is >= 0 and <= ExtentsPerPage,
            _ => false,
        };
    }

    public static void WriteFragment(Span<byte> page, int row, in FragmentEntry entry)
    {
        var target = page[(HeaderSize + (row * FragmentRowSize))..];
        BinaryPrimitives.WriteUInt64LittleEndian(target, entry.StripeHigh);
        BinaryPrimitives.WriteUInt64LittleEndian(target[8..], entry.StripeLow);
        BinaryPrimitives.WriteUInt64LittleEndian(target[16..], entry.Location);
        BinaryPrimitives.WriteUInt32LittleEndian(target[24..], entry.LengthAndIndex);
    }

    public static FragmentEntry ReadFragment(ReadOnlySpan<byte> page, int row)
    {
        var source = page.Slice(HeaderSize + (row * FragmentRowSize), FragmentRowSize);
        return new FragmentEntry
        {
            StripeHigh = BinaryPrimitives.ReadUInt64LittleEndian(source),
            StripeLow = BinaryPrimitives.ReadUInt64LittleEndian(source[8..]),
            Location = BinaryPrimitives.ReadUInt64LittleEndian(source[16..]),
            LengthAndIndex = BinaryPrimitives.ReadUInt32LittleEndian(source[24..]),
        };
    }

    public static void WriteExtent(Span<byte> page, int row, in ExtentRow extent)
    {
        var target = page.Slice(HeaderSize + (row * ExtentRowSize), ExtentRowSize);
        target.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(target, extent.Number);
        BinaryPrimitives.WriteUInt32LittleEndian(target[4..], extent.IsSealed ? SealedFlag : 0);
        BinaryPrimitives.WriteUInt64LittleEndian(target[8..], extent.Nonce);
        BinaryPrimitives.WriteInt64LittleEndian(target[16..], extent.StoredBytes);
    }

    public static ExtentRow ReadExtent(ReadOnlySpan<byte> page, int row)
    {
        var source = page.Slice(HeaderSize + (row * ExtentRowSize), ExtentRowSize);
        return new ExtentRow(
            BinaryPrimitives.ReadUInt32LittleEndian(source),
            (BinaryPrimitives.ReadUInt32LittleEndian(source[4..]) & SealedFlag) != 0,
            BinaryPrimitives.ReadUInt64LittleEndian(source[8..]),
            BinaryPrimitives.ReadInt64LittleEndian(source[16..]));
    }
}
