using ObjectStore.Core.Identifiers;
using ObjectStore.Extents.Format;
using ObjectStore.Extents.Index;

namespace ObjectStore.Extents.Compaction;

/// <summary>What of an extent has to be kept before it can go.</summary>
internal sealed class CompactionPlan(ExtentsOptions options)
{
    /// <summary>A group of records becomes one batch, or two when the appender is faster than who hands them over; each is padded.</summary>
    private const long GroupPaddingMax = 2 * RecordHeader.BatchAlignment;

    /// <summary>Records under way at once: enough to fill a batch, few enough to leave the queue to others.</summary>
    public int GroupRecordsMax { get; } = Math.Min(2048, options.AppendQueueCountMax / 2);

    /// <summary>Bytes under way at once.</summary>
    public long GroupBytesMax { get; } = Math.Min(4 << 20, options.AppendQueueBytesMax / 4);

    /// <summary>Records of delete entries under way at once.</summary>
    public int GroupDeletesMax => (int)Math.Min(GroupRecordsMax, GroupBytesMax / (RecordHeader.Size + (DeleteEntry.PerRecordMax * DeleteEntry.Size)));

    /// <summary>Live records, in order.</summary>
    public List<(FragmentId Id, FragmentLocation Location)> Live { get; } = [];

    /// <summary>Delete entries for extents that still exist.</summary>
    public List<DeleteEntry> Deletes { get; } = [];

    /// <summary>Bytes of live records, each up to where the next may begin.</summary>
    public long LiveBytes { get; set; }

    /// <summary>Bytes that carrying it out appends, at most.</summary>
    public long CopyBytes => BytesOfLive(0, LiveBytes) + BytesOfDeletes;

    /// <summary>Bytes that are still to be appended when the first <paramref name="done"/> live records are copied, at most.</summary>
    public long BytesAfter(int done, long doneBytes) => BytesOfLive(done, LiveBytes - doneBytes) + BytesOfDeletes;

    private long BytesOfDeletes
    {
        get
        {
            var records = (Deletes.Count + DeleteEntry.PerRecordMax - 1) / DeleteEntry.PerRecordMax;
            return Padded(records, ((long)Deletes.Count * DeleteEntry.Size) + (records * (RecordHeader.Size + RecordHeader.Alignment)));
        }
    }

    private long BytesOfLive(int done, long bytes) => Padded(Live.Count - done, bytes);

    private long Padded(int records, long bytes) => records <= 1
        ? RecordLayout.Align(bytes, RecordHeader.BatchAlignment)
        : bytes + (GroupPaddingMax * (1 + (records / GroupRecordsMax) + (bytes / GroupBytesMax)));
}
