using ObjectStore.Core.Errors;
using ObjectStore.Core.Fragments;
using ObjectStore.Core.Identifiers;
using ObjectStore.Core.Stripes;
using ObjectStore.Curator.Pacing;
using ObjectStore.Curator.Repair;
using ObjectStore.Curator.Reports;
using ObjectStore.Curator.Topology;
using ObjectStore.Index.Objects;
using ObjectStore.Placement;

namespace ObjectStore.Curator.Transitions;

/// <summary>Copies the bytes of runs into stripes of another pool, as they are: what is sealed stays sealed.</summary>
/// <remarks>
/// A copy is complete when every fragment of every stripe is durable, not only a quorum: nobody waits for it. Only bytes that devices have verified, or that were computed from
/// such, are copied. Thread-safe; holds the buffers of one stripe of each pool for each copy.
/// </remarks>
internal sealed class StripeCopier
{
    /// <summary>As where objects are written: a group for so many stripes.</summary>
    private const int StripesPerGroup = 64;

    private const long Never = long.MinValue;

    private static readonly TimeSpan RefreshPeriod = TimeSpan.FromSeconds(5);

    private readonly IFragmentDevices _devices;
    private readonly ClusterView _cluster;
    private readonly CuratorReports _reports;
    private readonly TimeProvider _time;
    private readonly PlacementSelector _selector;
    private readonly TokenBucket _pace;
    private long _refreshedAt = Never;

    /// <summary>A copier with a budget of its own.</summary>
    public StripeCopier(IFragmentDevices devices, ClusterView cluster, CuratorReports reports, TimeProvider time, long bytesPerSecond)
    {
        (_devices, _cluster, _reports, _time) = (devices, cluster, reports, time);
        _selector = new PlacementSelector(time, new PlacementSelectorOptions());
        _pace = new TokenBucket(time, bytesPerSecond);
    }

    /// <summary>Whether all of the runs lie in a pool; null for the store's first one.</summary>
    public async ValueTask<bool> IsInAsync(IReadOnlyList<StripeRun> runs, PoolName? pool, CancellationToken cancellationToken)
    {
        var map = await _cluster.ReadAsync(cancellationToken);
        return runs.All(run => map.FindGroup(run.Group)?.Pool == (pool ?? map.DefaultPool));
    }

    /// <summary>Copies all bytes; the copy's runs, which no row names yet, are the caller's.</summary>
    /// <param name="runs">Where the bytes are.</param>
    /// <param name="owner">Row of the index that names these runs and will name the copy's.</param>
    /// <param name="pool">Where the copy is stored; null for the store's first pool.</param>
    /// <param name="cancellationToken">Ends the copy.</param>
    /// <exception cref="StorageException">TooFewFragments, QuorumNotReached, …: nothing is left of the copy, as far as devices answered.</exception>
    public async ValueTask<IReadOnlyList<StripeRun>> CopyAsync(IReadOnlyList<StripeRun> runs, FragmentOwner owner, PoolName? pool, CancellationToken cancellationToken)
    {
        var map = await _cluster.ReadAsync(cancellationToken);
        var target = pool ?? map.DefaultPool;
        if (!map.Groups.Any(group => group.Pool == target)) throw new StorageException(StorageErrorCode.QuorumNotReached, $"There is no placement group in pool {target}.");
        await RefreshAsync(map, cancellationToken);
        var first = StripeId.New(_time.GetUtcNow());
        var writer = new StripeCopyWriter(_devices, _selector, _time, owner, first, StripesPerGroup);
        try
        {
            await CopyAsync(runs, map, writer, target, cancellationToken);
            if (!StripeLifetime.MayCommit(first, _time.GetUtcNow())) throw new StorageException(StorageErrorCode.Overloaded, "The copy took longer than a write may take.");
            return writer.Runs;
        }
        catch
        {
            await DiscardAsync(writer.Runs);
            throw;
        }
    }

    /// <summary>Deletes all fragments of runs that no row names, as far as devices answer; the sweep finds the rest.</summary>
    public async ValueTask DiscardAsync(IReadOnlyList<StripeRun> runs)
    {
        foreach (var run in runs.Where(run => _selector.Map.FindGroup(run.Group) is not null))
        {
            for (var i = 0; i < run.StripeCount; i++) await StripeCopyWriter.DiscardAsync(_devices, _selector.Map.FindGroup(run.Group)!, run.First.Plus(i));
        }
    }

    /// <summary>Tells the selector of a new map, and now and then of the room on devices, which they report about as often.</summary>
    private async ValueTask RefreshAsync(ClusterMap map, CancellationToken cancellationToken)
    {
        if (map.Epoch > _selector.Map.Epoch) _selector.Update(map);
        var now = _time.GetTimestamp();
        if (Interlocked.Read(ref _refreshedAt) is var at && at != Never && _time.GetElapsedTime(at, now) < RefreshPeriod) return;
        Interlocked.Exchange(ref _refreshedAt, now);
        var reports = await _reports.ReadDevicesAsync(cancellationToken);
        _selector.UpdateFreeBytes(reports.ToDictionary(static each => each.Key, static each => each.Value.IsWritable ? each.Value.FreeBytes : 0));
    }

    private async ValueTask CopyAsync(IReadOnlyList<StripeRun> runs, ClusterMap map, StripeCopyWriter writer, PoolName pool, CancellationToken cancellationToken)
    {
        var remaining = runs.Sum(static run => run.Bytes);
        var profile = ProfileOf(runs, pool);
        StripeDraft? draft = null;
        try
        {
            foreach (var run in runs)
            {
                var group = map.FindGroup(run.Group) ?? throw new StorageException(StorageErrorCode.CorruptIndex, $"Placement group {run.Group} is not in the cluster map.");
                for (var i = 0; i < run.StripeCount; i++)
                {
                    var bytes = i < run.StripeCount - 1 ? run.StripeBytes : run.LastStripeBytes;
                    await _pace.TakeAsync(bytes, cancellationToken);
                    using var stripe = new StripeUnderRepair(run.First.Plus(i), group, _devices);
                    var data = await stripe.ReadDataAsync(bytes, cancellationToken);
                    while (!data.IsEmpty)
                    {
                        draft ??= new StripeDraft(_selector.Resolve(new PlacementTarget(pool, profile)), remaining);
                        var taken = draft.Take(data.Span);
                        (data, remaining) = (data[taken..], remaining - taken);
                        if (!draft.IsFull) continue;
                        await writer.StoreAsync(draft, pool, cancellationToken);
                        draft.Dispose();
                        draft = null;
                    }
                }
            }

            Invariant.That(draft is null && remaining == 0);
        }
        finally
        {
            draft?.Dispose();
        }
    }

    /// <summary>What was small enough for copies where it was written is stored as copies again.</summary>
    private ErasureProfile ProfileOf(IReadOnlyList<StripeRun> runs, PoolName pool) =>
        runs is [{ StripeCount: 1, Profile.DataFragments: 1 }] ? ErasureProfile.Replicated : _selector.ProfileOf(pool, default);
}
