using ObjectStore.Curator.Keymap.Planning;
using ObjectStore.Index.Heat;
using ObjectStore.Index.Keymap;

namespace ObjectStore.Curator.Keymap;

/// <summary>What the curator last saw and planned, for those who ask. Thread-safe.</summary>
public sealed class KeymapView
{
    private readonly Lock _lock = new();
    private readonly KeymapGatherer _gatherer;
    private KeymapLoad? _load;
    private KeymapPlan? _plan;

    /// <summary>A view over the databases of a router.</summary>
    public KeymapView(KeymapRouter router, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(router);
        _gatherer = new KeymapGatherer(router.Databases, time);
    }

    /// <summary>The load that was summed up last; null before the first time.</summary>
    public KeymapLoad? Load
    {
        get
        {
            lock (_lock) return _load;
        }
    }

    /// <summary>The plan that was made last; null before the first time. What it decided has been applied already.</summary>
    public KeymapPlan? Plan
    {
        get
        {
            lock (_lock) return _plan;
        }
    }

    /// <summary>What would be decided now, from the load that was summed up last; nothing is remembered of it. Null before the first time.</summary>
    public KeymapPlan? PlanDry(KeymapOptions options)
    {
        lock (_lock) return _load is { } load && _plan is { } plan ? KeymapPlanner.Plan(load, plan.Memory, options) : null;
    }

    internal KeymapLoad Update(KeymapStatus status, IReadOnlyList<HeatReport> reports, KeymapOptions options)
    {
        // Gateways report more often than the curator looks; two of its periods leave room for one that is late.
        lock (_lock) return _load = _gatherer.Gather(status, reports, options.Period * 2);
    }

    internal void Update(KeymapPlan plan)
    {
        lock (_lock) _plan = plan;
    }

    internal bool NeedsCount(KeymapEntry entry, long nearLimit)
    {
        lock (_lock) return _gatherer.NeedsCount(entry, nearLimit);
    }

    internal IReadOnlyList<(KeymapEntry Entry, long Keys)> UnstoredCounts(KeymapStatus status)
    {
        lock (_lock) return _gatherer.UnstoredCounts(status);
    }

    internal void SetCount(KeymapEntry entry, CountedKeys counted)
    {
        lock (_lock) _gatherer.SetCount(entry, counted);
    }
}
