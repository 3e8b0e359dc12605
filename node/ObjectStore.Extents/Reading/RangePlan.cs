using ObjectStore.Extents.Format;
using ObjectStore.Extents.Index;

namespace ObjectStore.Extents.Reading;

/// <summary>Which bytes to read for a payload range: whole blocks around it, since a checksum covers a whole block.</summary>
/// <remarks>
/// From the file: meta (up to the payload), then <see cref="HeadBytes"/> of the first block before the range, the range, and
/// <see cref="TailBytes"/> of the last block after it. An empty range touches no block.
/// </remarks>
internal readonly struct RangePlan
{
    public RangePlan(FragmentLocation location, int offset, int length)
    {
        MetaBytes = (int)location.PayloadOffset;
        FirstBlock = offset / RecordLayout.BlockBytes;
        if (length == 0) return;
        HeadBytes = offset % RecordLayout.BlockBytes;
        var end = offset + length;
        TailBytes = (int)Math.Min(location.PayloadLength, RecordLayout.Align((long)end, RecordLayout.BlockBytes)) - end;
    }

    /// <summary>Header, owner, checksum table and padding.</summary>
    public int MetaBytes { get; }

    public int FirstBlock { get; }

    public int HeadBytes { get; }

    public int TailBytes { get; }

    /// <summary>Bytes of working memory: all but the range itself.</summary>
    public int ScratchBytes => MetaBytes + HeadBytes + TailBytes;

    /// <summary>Whether one read from the start of the record gets everything.</summary>
    public bool IsContiguous => FirstBlock == 0;
}
