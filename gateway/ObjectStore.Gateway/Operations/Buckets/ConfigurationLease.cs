using ObjectStore.Index.Catalog;

namespace ObjectStore.Gateway.Operations.Buckets;

/// <summary>
/// The stamp of all bucket configurations, good for a short while after it was read. A change of a configuration is answered only when every lease
/// that was given before it has run out, in whichever gateway: from then on nobody uses what was before. ADR 16.
/// </summary>
/// <remarks>
/// Invariant: a stamp that is given out was read from the catalog by a read that began less than <see cref="Length"/> ago by this process's clock.
/// Clocks of processes are not compared, only their rates, for which <see cref="RateMargin"/> allows. Thread-safe.
/// </remarks>
internal sealed class ConfigurationLease(ICatalog catalog, TimeProvider time)
{
    /// <summary>The same in all gateways of a release. A guess: four small reads a second are nothing, and people do not feel the wait for a change.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromMilliseconds(250);

    /// <summary>How much faster one clock may run than another.</summary>
    private const double RateMargin = 1.02;

    private Held _held = new(0, 0, IsRead: false);
    private int _isRenewing;

    private sealed record Held(ulong Stamp, long Since, bool IsRead);

    /// <summary>The stamp when it can be had without a read. False also for the one caller that is to renew a lease of which half is over.</summary>
    public bool TryGet(out ulong stamp)
    {
        var held = Volatile.Read(ref _held);
        stamp = held.Stamp;
        if (!held.IsRead) return false;
        var age = time.GetElapsedTime(held.Since);
        if (age >= Length) return false;
        return age < Length / 2 || Volatile.Read(ref _isRenewing) != 0;
    }

    /// <summary>The stamp, read now when it has to be, or should soon.</summary>
    public async ValueTask<ulong> GetAsync(CancellationToken cancellationToken)
    {
        if (TryGet(out var stamp)) return stamp;
        Interlocked.Exchange(ref _isRenewing, 1);
        try
        {
            var since = time.GetTimestamp();
            stamp = await catalog.GetDocumentsStampAsync(cancellationToken);
            Volatile.Write(ref _held, new Held(stamp, since, IsRead: true));
            return stamp;
        }
        finally
        {
            Volatile.Write(ref _isRenewing, 0);
        }
    }

    /// <summary>Ends the lease of this process, and waits until those of all others that were given before this call are over.</summary>
    public async ValueTask OutwaitAsync()
    {
        Volatile.Write(ref _held, new Held(0, 0, IsRead: false));

        // Not cut off by a client that goes away: nobody waits for less than the truth.
        await Task.Delay(Length * RateMargin, time, CancellationToken.None);
    }
}
