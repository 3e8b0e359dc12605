using ObjectStore.Core;
using ObjectStore.Core.Checksums;

namespace ObjectStore.Index.Objects.Changes;

/// <summary>A fixed number of locks that keys share by hash. They only spare conflicts; the commit's conditions decide.</summary>
internal sealed class KeyLocks
{
    /// <summary>Guess: far more than writers at work at once, so that strangers rarely share one.</summary>
    private const int LockCount = 1024;

    /// <summary>2^64 / φ, odd: spreads the bits of a number over all of a product's.</summary>
    private const ulong Spread = 0x9E3779B97F4A7C15;

    private readonly SemaphoreSlim[] _locks = [.. Enumerable.Range(0, LockCount).Select(static _ => new SemaphoreSlim(1))];

    private readonly HighwayKey _hashKey = new(Chance.NextBits(), Chance.NextBits(), Chance.NextBits(), Chance.NextBits());

    public SemaphoreSlim Of(KeyChange change)
    {
        var hash = HighwayHash64.Compute(_hashKey, change.Key.Utf8) ^ (change.Bucket.Value * Spread) ^ (uint)change.LockSalt;
        return _locks[(hash ^ (hash >> 32)) % LockCount];
    }
}
