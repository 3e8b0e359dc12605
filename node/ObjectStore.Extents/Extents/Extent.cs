using ObjectStore.Extents.Compaction;
using ObjectStore.Extents.Devices;
using ObjectStore.Extents.Format;

namespace ObjectStore.Extents.Extents;

/// <summary>One extent of an open device.</summary>
/// <remarks>
/// Invariants: bytes before <see cref="StoredBytes"/> are on stable storage and never written again; only the appender's extent has bytes
/// after it that mean something; live bytes ≤ stored bytes. Live counts change on the thread that changes the index; the rest may be read by any thread.
/// </remarks>
internal sealed class Extent(uint number, ulong nonce, IDeviceFile file, long allocatedBytes)
{
    private long _storedBytes = ExtentHeader.RecordsOffset;
    private long _liveBytes;
    private long _liveCount;

    public uint Number { get; } = number;

    public ulong Nonce { get; } = nonce;

    public IDeviceFile File { get; } = file;

    /// <summary>Name of the file; another one after a removal that has not come to its end.</summary>
    public string FileName { get; set; } = DeviceFileNames.Extent(number);

    /// <summary>Disk space that the file takes.</summary>
    public long AllocatedBytes { get; set; } = allocatedBytes;

    /// <summary>Whether nothing is appended any more.</summary>
    public bool IsSealed { get; set; }

    /// <summary>Bytes from the start that were written before, so that writing there changes no metadata of the file system.</summary>
    public long WrittenBytes { get; set; } = ExtentHeader.RecordsOffset;

    /// <summary>What the last plan to compact it found; null when there was none.</summary>
    public CompactionFinding? LastFinding { get; set; }

    /// <summary>Whether live records could not be read for compaction: it stays until they are deleted or replaced.</summary>
    public bool HasDamage { get; set; }

    /// <summary>End of the last batch that is on stable storage.</summary>
    public long StoredBytes
    {
        get => Volatile.Read(ref _storedBytes);
        set => Volatile.Write(ref _storedBytes, value);
    }

    /// <summary>Bytes of live records.</summary>
    public long LiveBytes => Volatile.Read(ref _liveBytes);

    /// <summary>Bytes stored that are of no live record: dead ones, padding, and delete entries, needed or not.</summary>
    public long GarbageBytes => RecordBytes - LiveBytes;

    /// <summary>Bytes stored behind the header.</summary>
    public long RecordBytes => StoredBytes - ExtentHeader.RecordsOffset;

    /// <summary>Live records.</summary>
    public long LiveCount => Volatile.Read(ref _liveCount);

    /// <summary>Counts a record in (<paramref name="count"/> 1) or out (−1).</summary>
    public void CountLive(int count, long bytes)
    {
        Volatile.Write(ref _liveCount, _liveCount + count);
        Volatile.Write(ref _liveBytes, _liveBytes + (count * bytes));
    }
}
