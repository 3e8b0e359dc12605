using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ObjectStore.Core.Errors;
using ObjectStore.Core.Fragments;
using ObjectStore.Core.Identifiers;
using ObjectStore.Curator.Jobs;
using ObjectStore.Curator.Pacing;
using ObjectStore.Curator.Topology;
using ObjectStore.Index.Objects;
using ObjectStore.Placement;

namespace ObjectStore.Curator.Garbage;

/// <summary>Works off the garbage queue: deletes the fragments first, then the row that names them, so that a crash in between repeats and never forgets.</summary>
internal sealed partial class GarbageJob(
    IObjectIndex index,
    ClusterView cluster,
    IFragmentDevices devices,
    CuratorMetrics metrics,
    TimeProvider timeProvider,
    IOptions<CuratorOptions> options,
    ILogger<GarbageJob> logger) : ICuratorJob
{
    private const int PartsPageRows = 1_000;

    private readonly GarbageOptions _options = options.Value.Garbage;
    private readonly TokenBucket _pace = new(timeProvider, options.Value.Garbage.FragmentsPerSecond);
    private int _unreadableRows;

    public string Name => JobNames.Garbage;

    public TimeSpan Period => _options.Period;

    public async ValueTask<JobResult> RunAsync(JobPass pass, CancellationToken cancellationToken)
    {
        var before = timeProvider.GetUtcNow() - _options.GracePeriod;
        var total = new JobResult(0, 0, IsComplete: true);
        var unreadableRows = 0;
        ReadOnlyMemory<byte> cursor = default;
        do
        {
            var page = await index.ListGarbageAsync(cursor, before, _options.PageEntries, cancellationToken);
            unreadableRows += page.UnreadableRows;
            if (page.Entries.Count > 0)
            {
                var (result, unreadable) = await CollectAsync(page.Entries, cancellationToken);
                total = total.Plus(result);
                unreadableRows += unreadable;
            }

            cursor = page.Next;
        }
        while (cursor.Length > 0);
        NoteUnreadable(unreadableRows);
        return total;
    }

    /// <summary>The queue is read every minute, so what stays unreadable is told of once.</summary>
    private void NoteUnreadable(int rows)
    {
        metrics.GarbageUnreadable(rows);
        if (rows > _unreadableRows) Log.UnreadableRows(logger, rows);
        _unreadableRows = rows;
    }

    private async ValueTask<(JobResult Result, int UnreadableRows)> CollectAsync(IReadOnlyList<GarbageEntry> entries, CancellationToken cancellationToken)
    {
        var map = await cluster.ReadAsync(cancellationToken);
        var deleter = new FragmentDeleter(devices, _pace, _options.BatchFragments);
        var asked = new List<(GarbageEntry Entry, EntryTargets Targets)>(entries.Count);
        foreach (var entry in entries)
        {
            var targets = new EntryTargets();
            await AddAsync(entry, map, targets, deleter, cancellationToken);
            asked.Add((entry, targets));
        }

        await deleter.FlushAsync(cancellationToken);
        var done = asked.Where(each => each.Targets is { HasUnknownGroup: false, HasUnreadableRow: false } && !each.Targets.Devices.Any(deleter.HasFailed)).ToArray();
        if (done.Length > 0) await index.RemoveGarbageAsync([.. done.Select(each => each.Entry)], cancellationToken);
        var unreadable = asked.Count(each => each.Targets.HasUnreadableRow);
        var deferred = entries.Count - done.Length - unreadable;
        if (deferred > 0) Log.EntriesKept(logger, deferred);
        return (new JobResult(done.Length, done.Sum(each => each.Targets.Bytes), deferred == 0), unreadable);
    }

    /// <summary>An entry one of whose part rows cannot be read stays with all its rows: removing them would forget what the unreadable one names.</summary>
    private async ValueTask AddAsync(GarbageEntry entry, ClusterMap map, EntryTargets targets, FragmentDeleter deleter, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var run in RunsOfAsync(entry, cancellationToken)) await AddAsync(run, map, targets, deleter, cancellationToken);
        }
        catch (StorageException exception) when (exception.Code == StorageErrorCode.CorruptIndex)
        {
            targets.HasUnreadableRow = true;
        }
    }

    private async ValueTask AddAsync(StripeRun run, ClusterMap map, EntryTargets targets, FragmentDeleter deleter, CancellationToken cancellationToken)
    {
        if (map.FindGroup(run.Group) is not { } group)
        {
            targets.HasUnknownGroup = true;
            Log.UnknownGroup(logger, run.Group, run.First);
            return;
        }

        targets.Bytes += run.Bytes;
        foreach (var (device, fragment) in GarbagePlan.FragmentsOf(run, group, map))
        {
            targets.Devices.Add(device);
            await deleter.AddAsync(device, fragment, cancellationToken);
        }
    }

    private async IAsyncEnumerable<StripeRun> RunsOfAsync(
        GarbageEntry entry, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var run in entry.Runs) yield return run;
        if (entry.Upload is not { } upload) yield break;

        var after = 0;
        while (true)
        {
            var parts = await index.ListPartsAsync(entry.Bucket, entry.Key, upload, after, PartsPageRows, cancellationToken);
            foreach (var run in parts.SelectMany(part => part.Runs)) yield return run;
            if (parts.Count < PartsPageRows) yield break;
            after = parts[^1].PartNumber;
        }
    }

    /// <summary>What one entry's deletion depends on.</summary>
    private sealed class EntryTargets
    {
        public HashSet<DeviceId> Devices { get; } = [];

        public bool HasUnknownGroup { get; set; }

        public bool HasUnreadableRow { get; set; }

        public long Bytes { get; set; }
    }
}
