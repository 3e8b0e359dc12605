using ObjectStore.Extents.Devices;
using ObjectStore.Extents.Extents;
using ObjectStore.Extents.Format;

namespace ObjectStore.Extents.Recovery;

/// <summary>Walks over the records of an extent by their headers, and finds its way again after damage.</summary>
/// <remarks>
/// A record counts only with the extent's nonce and its own offset in it, so neither a recycled file's old bytes nor payloads that look like records are taken.
/// Memory: one window of 4 MiB, which holds any header with its table.
/// </remarks>
internal sealed class ExtentScanner : IDisposable
{
    private const int WindowBytes = 4 << 20;

    private readonly AlignedBuffer _window = new(WindowBytes);
    private Extent? _extent;
    private long _windowStart;
    private int _windowLength;

    /// <summary>Visits the records in [<paramref name="from"/>, <paramref name="to"/>), where <paramref name="from"/> begins a batch.</summary>
    public ScanResult Scan(Extent extent, long from, long to, IRecordVisitor visitor)
    {
        (_extent, _windowLength) = (extent, 0);
        var (at, damaged, damagedSoFar) = (from, 0L, 0L);
        var (lastBatch, batchEnd) = (-1L, from);
        while (at + RecordHeader.Size <= to)
        {
            if (TryParse(at, to, out var header, out var metaBytes))
            {
                visitor.Visit(header, Window(at, metaBytes));
                damaged = damagedSoFar;
                (lastBatch, batchEnd) = (header.BatchOffset, (long)header.BatchOffset + header.BatchLength);
                at += header.PaddedLength;
            }
            else if (at < batchEnd && IsPadding(at, batchEnd))
            {
                at = batchEnd;
            }
            else
            {
                // What follows the last whole batch was never acknowledged and only counts as damage if a later batch proves otherwise.
                damagedSoFar += RecordHeader.Alignment;
                at += RecordHeader.Alignment;
                if (at <= batchEnd) damaged = damagedSoFar;
            }
        }

        return new ScanResult(lastBatch, batchEnd, damaged);
    }

    public void Dispose() => ((IDisposable)_window).Dispose();

    private bool TryParse(long at, long to, out RecordHeader header, out int metaBytes)
    {
        var source = Window(at, RecordHeader.Size);
        if (!RecordHeader.TryParse(source, out header, out metaBytes))
        {
            if (metaBytes <= source.Length || at + metaBytes > to) return false;
            source = Window(at, metaBytes);
            if (!RecordHeader.TryParse(source, out header, out _)) return false;
        }

        metaBytes = (int)header.PayloadOffset;
        return header.Nonce == _extent!.Nonce
            && header.Extent == _extent.Number
            && header.Offset == at
            && (long)header.BatchOffset + header.BatchLength <= to;
    }

    /// <summary>Whether only the zeros that fill up a batch are left.</summary>
    private bool IsPadding(long at, long batchEnd) =>
        batchEnd - at < RecordHeader.BatchAlignment && !Window(at, (int)(batchEnd - at)).ContainsAnyExcept((byte)0);

    /// <summary>Bytes of the extent from <paramref name="at"/> on; fewer at the end of the file, and none where the disk cannot read.</summary>
    private Span<byte> Window(long at, int length)
    {
        if (at < _windowStart || at + length > _windowStart + _windowLength) Fill(at, length);
        var start = (int)(at - _windowStart);
        return _window.GetSpan().Slice(start, Math.Min(length, Math.Max(0, _windowLength - start)));
    }

    private void Fill(long at, int length)
    {
        _windowStart = at;
        try
        {
            _windowLength = _extent!.File.Read(at, _window.GetSpan(), default, default, ReadMode.Buffered);
        }
        catch (DeviceIoException)
        {
            // No more than is asked for: a disk takes long over each sector that it cannot read.
            _windowLength = UnreadableSectors.ReadAround(_extent!.File, at, _window.GetSpan()[..Math.Max(length, RecordHeader.BatchAlignment)]);
        }
    }
}
