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
    /// <summary>Compacts one extent; false when there was nothing to gain or it has to stay.</summary>
    /// <remarks>When it fails, deletes leave it the room for the rest until it, or another one, is tried again.</remarks>
    /// <exception cref="Core.Errors.StorageException">The copies could not be stored; the extent is unchanged.</exception>
    public async Task<bool> CompactAsync(Extent extent, CompactionPlan plan, bool isUrgent, CancellationToken cancellationToken)
    {
        appender.BytesOfCompaction = plan.CopyBytes;
        var (first, done) = (0, 0L);
        while (first < plan.Live.Count)
        {
            var group = await pool.RunAsync(() => ReadGroup(extent, plan, first));
            await MoveAsync(group);
            first += group.Consumed;
            done += group.ConsumedBytes;
            appender.BytesOfCompaction = plan.BytesAfter(first, done);
            parts.Metrics.CompactedBytes.Add(group.Bytes);
            var pause = TimeSpan.FromSeconds((double)group.Bytes / parts.Options.CompactionBytesPerSecond);
            if (!isUrgent) await Task.Delay(pause, parts.Time, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
        }

        await KeepDeletesAsync(plan);
        appender.BytesOfCompaction = 0;
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
        for (; first + group.Consumed < plan.Live.Count && group.Moves.Count < plan.GroupRecordsMax && group.Bytes < plan.GroupBytesMax; group.Consumed++)
        {
            var (id, location) = plan.Live[first + group.Consumed];
            group.ConsumedBytes += location.PaddedLength;
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

    private Task MoveAsync(Group group)
    {
        var requests = new List<AppendRequest>(group.Moves.Count);
        foreach (var (_, location, record) in group.Moves)
        {
            var request = appender.Rent();
            BeginMove(request, location, record);
            requests.Add(request);
        }

        return appender.EnqueueAllAsync(requests);
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
        foreach (var group in plan.Deletes.Chunk(DeleteEntry.PerRecordMax).Chunk(plan.GroupDeletesMax))
            await appender.EnqueueAllAsync(Array.ConvertAll(group, KeepDeletes));
    }

    private AppendRequest KeepDeletes(DeleteEntry[] entries)
    {
        var request = appender.Rent();
        request.BeginKeepDeletes(entries);
        return request;
    }

    /// <summary>Records on their way.</summary>
    private sealed class Group
    {
        public List<(FragmentId Id, FragmentLocation Location, byte[] Record)> Moves { get; } = [];

        /// <summary>Records of the plan that were looked at, and their bytes.</summary>
        public int Consumed { get; set; }

        public long ConsumedBytes { get; set; }

        /// <summary>Bytes of those that are still live.</summary>
        public long Bytes { get; set; }
    }
}
