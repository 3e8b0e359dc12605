using ObjectStore.Index.Catalog;

namespace ObjectStore.Gateway.Operations.Buckets;

/// <summary>
/// The stamp of all bucket configurations, good for a short while after it was read. A change of a configuration is answered only when every lease
/// that was given before it has run out, in whichever gateway: from then on nobody uses what was before. ADR 16.
/// </summary>
/// <param name="catalog">Has the stamp.</param>
/// <param name="isAlone">Whether there is no other gateway: then there are no other leases to wait for, and its own ends at once.</param>
/// <param name="time">The clock.</param>
/// <remarks>
/// Invariants: a stamp that is given out was read from the catalog by a read that began less than <see cref="Length"/> ago by this process's clock; who asks after <see cref="OutwaitAsync"/> was
/// called gets one whose read began after that.
/// Clocks of processes are not compared, only their rates, for which <see cref="RateMargin"/> allows. Thread-safe.
/// </remarks>
internal sealed class ConfigurationLease(ICatalog catalog, bool isAlone, TimeProvider time)
{
    /// <summary>The same in all gateways of a release. A guess: four small reads a second are nothing, and people do not feel the wait for a change.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromMilliseconds(250);

    /// <summary>How much faster one clock may run than another.</summary>
    private const double RateMargin = 1.02;

    private readonly Lock _gate = new();
    private Held? _held;
    private Task<Held>? _renewal;
    private int _endings;

    private sealed record Held(ulong Stamp, long Since);

    /// <summary>The stamp when it can be had without a read. False also for the one caller that is to renew a lease of which half is over.</summary>
    public bool TryGet(out ulong stamp)
    {
        stamp = 0;
        if (Volatile.Read(ref _held) is not { } held) return false;
        stamp = held.Stamp;
        var age = time.GetElapsedTime(held.Since);
        return age < Length / 2 || (age < Length && Volatile.Read(ref _renewal) is not null);
    }

    /// <summary>The stamp, read now when it has to be, or should soon. Callers share a read as long as its answer comes in time.</summary>
    public async ValueTask<ulong> GetAsync(CancellationToken cancellationToken)
    {
        if (TryGet(out var stamp)) return stamp;
        var renewal = JoinOrBegin(out var isOwn);
#pragma warning disable VSTHRD003 // The read was begun here, by another request, and depends on nothing that waits for this one.
        var held = await renewal.WaitAsync(cancellationToken);
#pragma warning restore VSTHRD003
        if (isOwn || time.GetElapsedTime(held.Since) < Length) return held.Stamp;
        return await catalog.GetDocumentsStampAsync(cancellationToken);
    }

    /// <summary>Ends the lease of this process, and waits until those of all others that were given before this call are over.</summary>
    public async ValueTask OutwaitAsync()
    {
        lock (_gate)
        {
            // A read that is under way may have been before the change: who waits for it asked before, and nobody joins it any more.
            _endings++;
            Volatile.Write(ref _held, null);
            Volatile.Write(ref _renewal, null);
        }

        // Not cut off by a client that goes away: nobody waits for less than the truth.
        if (!isAlone) await Task.Delay(Length * RateMargin, time, CancellationToken.None);
    }

    private Task<Held> JoinOrBegin(out bool isOwn)
    {
        lock (_gate)
        {
            isOwn = _renewal is null;
            if (_renewal is { } present) return present;
            var renewal = ReadAsync(_endings);

            // One that is done at once has already been put away.
            if (!renewal.IsCompleted) _renewal = renewal;
            return renewal;
        }
    }

    private async Task<Held> ReadAsync(int endings)
    {
        Held? held = null;
        try
        {
            // Not cut off by the client that asked first: others wait for it too.
            var since = time.GetTimestamp();
            held = new Held(await catalog.GetDocumentsStampAsync(CancellationToken.None), since);
            return held;
        }
        finally
        {
            lock (_gate)
            {
                if (endings == _endings)
                {
                    if (held is not null) Volatile.Write(ref _held, held);
                    Volatile.Write(ref _renewal, null);
                }
            }
        }
    }
}
