using ObjectStore.Core.Identifiers;
using ObjectStore.Extents.Devices;
using ObjectStore.Extents.Format;

namespace ObjectStore.Extents.Recovery;

/// <summary>Finds the nonce of an extent that the checkpoint does not know.</summary>
internal static class ExtentHeaderReader
{
    /// <summary>
    /// From the header, or its copy, or, when both are damaged, from the first record. The row counts the whole file as stored.
    /// </summary>
    public static bool TryReadNonce(IDeviceFile file, uint number, DeviceId device, out ExtentRow row)
    {
        row = default;
        using var buffer = new AlignedBuffer(RecordsWindow);
        var pages = buffer.GetSpan();
        pages = pages[..Read(file, pages)];
        if (pages.Length < ExtentHeader.RecordsOffset) return false;
        if (!TryParse(pages, number, device, out var nonce)
            && !TryParse(pages[ExtentHeader.PageSize..], number, device, out nonce)
            && !TryParseRecord(pages[ExtentHeader.RecordsOffset..], number, out nonce)) return false;
        row = new ExtentRow(number, true, nonce, file.Length);
        return true;
    }

    /// <summary>Both pages and room for the first record's header and table.</summary>
    private const int RecordsWindow = 64 << 10;

    private static int Read(IDeviceFile file, Span<byte> pages)
    {
        try
        {
            return file.Read(0, pages, default, default, ReadMode.Buffered);
        }
        catch (DeviceIoException)
        {
            return UnreadableSectors.ReadAround(file, 0, pages);
        }
    }

    private static bool TryParse(ReadOnlySpan<byte> page, uint number, DeviceId device, out ulong nonce)
    {
        nonce = 0;
        if (!ExtentHeader.TryParse(page, out var header) || header.Number != number || header.Device != device) return false;
        nonce = header.Nonce;
        return true;
    }

    private static bool TryParseRecord(ReadOnlySpan<byte> source, uint number, out ulong nonce)
    {
        nonce = 0;
        if (!RecordHeader.TryParse(source, out var header, out _)) return false;
        if (header.Extent != number || header.Offset != ExtentHeader.RecordsOffset) return false;
        nonce = header.Nonce;
        return true;
    }
}
