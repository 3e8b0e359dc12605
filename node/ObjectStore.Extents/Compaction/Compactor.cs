using ObjectStore.Core.Identifiers;
using ObjectStore.Extents.Appending;
using ObjectStore.Extents.Devices;
using ObjectStore.Extents.Extents;
using ObjectStore.Extents.Format;
using ObjectStore.Extents.Index;
using ObjectStore.Extents.Reading;

namespace ObjectStore.Extents.Compaction;

/// <summary>Carries out a plan: copies what is needed to the end of the log, then removes the extent.</summary>
/// <remarks>
/// Cut off anywhere, it leaves records twice and loses none: the later copy counts, and the extent is compacted again. A live record that does not
/// verify is neither copied nor dropped: its extent stays until the fragment is deleted or replaced.
/// </remarks>
internal sealed class Compactor(DeviceParts parts, Appender appender, BlockingPool pool, DeviceEvents events)
{
    /// <summary>Records under way at once: enough to fill a batch, few enough to leave the queue to others.</summary>
    private const int GroupRecordsMax = 64;

    private const long GroupBytesMax = 4 << 20;

    /// <summary>Compacts one extent; false when there was nothing to gain or it has to stay.</summary>
    /// <exception cref="Core.Errors.StorageException">The copies could not be stored; the extent is unchanged.</exception>
    public async Task<bool> CompactAsync(Extent extent, CompactionPlan plan, bool isUrgent, CancellationToken cancellationToken)
    {
        for (var first = 0; first < plan.Live.Count;)
        {
            var group = await pool.RunAsync(() => ReadGroup(extent, plan, first));
            await MoveAsync(group);
            first += group.Consumed;
            parts.Metrics.CompactedBytes.Add(group.Bytes);
            var pause = TimeSpan.FromSeconds((double)group.Bytes / parts.Options.CompactionBytesPerSecond);
            if (!isUrgent) await Task.Delay(pause, parts.Time, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
        }

        await KeepDeletesAsync(plan);
        if (extent.LiveCount > 0)
        {
            extent.HasDamage = true;
            return false;
        }

        await pool.RunAsync(() => Remove(extent));
        return true;
    }

    private bool Remove(Extent extent)
    {
        parts.Extents.Remove(extent);
        parts.Metrics.ReclaimedBytes.Add(extent.AllocatedBytes);
        return true;
    }

    /// <summary>Reads and verifies the next few live records.</summary>
    private Group ReadGroup(Extent extent, CompactionPlan plan, int first)
    {
        var group = new Group();
        for (; first + group.Consumed < plan.Live.Count && group.Moves.Count < GroupRecordsMax && group.Bytes < GroupBytesMax; group.Consumed++)
        {
            var (id, location) = plan.Live[first + group.Consumed];
            if (!parts.Live.Index.TryGet(id, out var current) || current != location) continue;
            group.Bytes += location.RecordLength;
            if (TryRead(extent, location, id) is { } record) group.Moves.Add((id, location, record));
            else events.DamageFound(id);
        }

        return group;
    }

    private static byte[]? TryRead(Extent extent, FragmentLocation location, FragmentId id)
    {
        var record = new byte[location.RecordLength];
        try
        {
            var read = extent.File.Read(location.Offset, record, default, default, ReadMode.Buffered);
            return read == record.Length && FragmentReader.IsWhole(record, extent, location, id) ? record : null;
        }
        catch (DeviceIoException)
        {
            return null;
        }
    }

    private async Task MoveAsync(Group group)
    {
        var moves = new List<Task>(group.Moves.Count);
        foreach (var (_, location, record) in group.Moves)
        {
            var request = appender.Rent();
            BeginMove(request, location, record);
            moves.Add(appender.EnqueueAsync(request));
        }

        await Task.WhenAll(moves);
    }

    private static void BeginMove(AppendRequest request, FragmentLocation location, byte[] record)
    {
        var isWhole = RecordHeader.TryParse(record, out var header, out _);
        Core.Errors.Invariant.That(isWhole);
        var table = record.AsSpan(RecordLayout.TableOffset(header.OwnerLength), RecordLayout.BlockCount(header.PayloadLength) * RecordLayout.ChecksumBytes);
        request.BeginMove(header.FragmentIn(record), table, location);
    }

    private async Task KeepDeletesAsync(CompactionPlan plan)
    {
        foreach (var entries in plan.Deletes.Chunk(DeleteEntry.PerRecordMax))
        {
            var request = appender.Rent();
            request.BeginKeepDeletes(entries);
            await appender.Enqueue(request, CancellationToken.None);
        }
    }

    /// <summary>Records on their way.</summary>
    private sealed class Group
    {
        public List<(FragmentId Id, FragmentLocation Location, byte[] Record)> Moves { get; } = [];

        public int Consumed { get; set; }

        public long Bytes { get; set; }
    }
}
