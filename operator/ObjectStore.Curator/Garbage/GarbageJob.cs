using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
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
    IObjectIndex index, ClusterView cluster, IFragmentDevices devices, TimeProvider timeProvider, IOptions<CuratorOptions> options, ILogger<GarbageJob> logger)
    : ICuratorJob
{
    private const int PartsPageRows = 1_000;

    private readonly GarbageOptions _options = options.Value.Garbage;
    private readonly TokenBucket _pace = new(timeProvider, options.Value.Garbage.FragmentsPerSecond);

    public string Name => JobNames.Garbage;

    public TimeSpan Period => _options.Period;

    public async ValueTask<JobResult> RunAsync(JobPass pass, CancellationToken cancellationToken)
    {
        var before = timeProvider.GetUtcNow() - _options.GracePeriod;
        var total = new JobResult(0, 0, IsComplete: true);
        ReadOnlyMemory<byte> cursor = default;
        do
        {
            var page = await index.ListGarbageAsync(cursor, before, _options.PageEntries, cancellationToken);
            if (page.Entries.Count > 0) total = total.Plus(await CollectAsync(page.Entries, cancellationToken));
            cursor = page.Next;
        }
        while (cursor.Length > 0);
        return total;
    }

    private async ValueTask<JobResult> CollectAsync(IReadOnlyList<GarbageEntry> entries, CancellationToken cancellationToken)
    {
        var map = await cluster.ReadAsync(cancellationToken);
        var deleter = new FragmentDeleter(devices, _pace, _options.BatchFragments);
        var asked = new List<(GarbageEntry Entry, EntryTargets Targets)>(entries.Count);
        foreach (var entry in entries)
        {
            var targets = new EntryTargets();
            await foreach (var run in RunsOfAsync(entry, cancellationToken)) await AddAsync(run, map, targets, deleter, cancellationToken);
            asked.Add((entry, targets));
        }

        await deleter.FlushAsync(cancellationToken);
        var done = asked.Where(each => !each.Targets.HasUnknownGroup && !each.Targets.Devices.Any(deleter.HasFailed)).ToArray();
        if (done.Length > 0) await index.RemoveGarbageAsync([.. done.Select(each => each.Entry)], cancellationToken);
        if (done.Length < entries.Count) Log.EntriesKept(logger, entries.Count - done.Length);
        return new JobResult(done.Length, done.Sum(each => each.Targets.Bytes), done.Length == entries.Count);
    }

    private async ValueTask AddAsync(StripeRun run, ClusterMap map, EntryTargets targets, FragmentDeleter deleter, CancellationToken cancellationToken)
    {
        if (map.FindGroup(run.Group) is not { } group)
        {
            targets.HasUnknownGroup = true;
            Log.UnknownGroup(logger, run.Group, run.First);
            return;
        }

        targets.Devices.UnionWith(group.Devices);
        targets.Bytes += run.Bytes;
        foreach (var (device, fragment) in GarbagePlan.FragmentsOf(run, group)) await deleter.AddAsync(device, fragment, cancellationToken);
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

        public long Bytes { get; set; }
    }
}
