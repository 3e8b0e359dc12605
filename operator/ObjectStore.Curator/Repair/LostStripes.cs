using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using ObjectStore.Core.Identifiers;

namespace ObjectStore.Curator.Repair;

/// <summary>
/// Stripes of which too few fragments are left, for people to see. Nothing of them is deleted, and they are tried again from time to time. Thread-safe and
/// bounded; kept in memory, as the walks find them again after a restart.
/// </summary>
internal sealed class LostStripes(TimeProvider timeProvider, IOptions<CuratorOptions> options)
{
    private readonly RepairOptions _options = options.Value.Repair;
    private readonly ConcurrentDictionary<StripeId, (LostStripe Stripe, DateTimeOffset TriedAt)> _stripes = new();

    public int Count => _stripes.Count;

    /// <summary>All of them, oldest first.</summary>
    public IReadOnlyList<LostStripe> Snapshot() => [.. _stripes.Values.Select(each => each.Stripe).OrderBy(stripe => stripe.FoundAt)];

    public bool Contains(StripeId stripe) => _stripes.ContainsKey(stripe);

    /// <summary>Notes a loss; true when it is a new one.</summary>
    public bool Add(StripeId stripe, PlacementGroupId group)
    {
        var now = timeProvider.GetUtcNow();
        if (_stripes.TryGetValue(stripe, out var known))
        {
            _stripes[stripe] = known with { TriedAt = now };
            return false;
        }

        return _stripes.Count >= _options.LostStripesMax || _stripes.TryAdd(stripe, (new LostStripe(stripe, group, now), now));
    }

    /// <summary>Forgets a stripe that was repaired or is no longer wanted.</summary>
    public void Remove(StripeId stripe) => _stripes.TryRemove(stripe, out _);

    /// <summary>Those whose time for another try has come.</summary>
    public IReadOnlyList<LostStripe> Due()
    {
        var before = timeProvider.GetUtcNow() - _options.RetryLostAfter;
        return [.. _stripes.Values.Where(each => each.TriedAt <= before).Select(each => each.Stripe)];
    }
}
