using ObjectStore.Index.Limits;

namespace ObjectStore.Gateway.Rates;

/// <summary>
/// What somebody took of its rates: token buckets, each as one number, the time until which what was taken pays the rate ("virtual scheduling", ITU-T I.371, the generic
/// cell rate algorithm). What is taken may be more than there is: the debt is paid off before the next. Thread-safe, without locks.
/// </summary>
internal sealed class RateGauge
{
    private readonly long[] _paidUntil = new long[Enum.GetValues<RateKind>().Length];

    /// <summary>Whether nothing is owed, so that a new gauge would say the same.</summary>
    /// <param name="now">The time, in ticks of the time provider's timestamps, as all times here.</param>
    public bool IsSettled(long now)
    {
        for (var i = 0; i < _paidUntil.Length; i++)
        {
            if (Volatile.Read(ref _paidUntil[i]) > now) return false;
        }

        return true;
    }

    /// <summary>Takes something unless more than the burst is owed already.</summary>
    /// <param name="kind">Of which rate.</param>
    /// <param name="cost">How long the rate takes to give it.</param>
    /// <param name="now">The time.</param>
    /// <param name="burst">How much may be owed for more to be given.</param>
    /// <param name="debtMax">Most that is owed afterwards; what is over it is forgiven.</param>
    /// <param name="taken">What is owed more than before: the cost, or the part of it that is not forgiven.</param>
    /// <returns>0 when it was taken, else how long it is until something can be.</returns>
    public long TryTake(RateKind kind, long cost, long now, long burst, long debtMax, out long taken)
    {
        taken = 0;
        ref var paidUntil = ref _paidUntil[(int)kind];
        while (true)
        {
            var before = Volatile.Read(ref paidUntil);
            var start = Math.Max(before, now);
            if (start - now >= burst) return start - now - burst + 1;
            var part = Math.Min(cost, debtMax - (start - now));
            if (Interlocked.CompareExchange(ref paidUntil, start + part, before) != before) continue;
            taken = part;
            return 0;
        }
    }

    /// <summary>Corrects what was taken: more, or less, by a cost that turned out otherwise.</summary>
    public void Settle(RateKind kind, long cost, long now, long debtMax)
    {
        ref var paidUntil = ref _paidUntil[(int)kind];
        while (true)
        {
            var before = Volatile.Read(ref paidUntil);
            var after = cost < 0 ? before + cost : Math.Min(Math.Max(before, now) + cost, now + debtMax);
            if (Interlocked.CompareExchange(ref paidUntil, after, before) == before) return;
        }
    }
}
