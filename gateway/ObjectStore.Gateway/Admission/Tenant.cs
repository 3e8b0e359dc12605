using ObjectStore.Gateway.Rates;

namespace ObjectStore.Gateway.Admission;

/// <summary>A user as the gateway counts it: all its access keys, members and sessions together. Thread-safe.</summary>
/// <remarks>Invariant: a tenant that was retired never admits anybody; who meets one looks for its successor.</remarks>
internal sealed class Tenant
{
    /// <summary>So far below zero that entering does not make it positive.</summary>
    private const int Retired = int.MinValue / 2;

    private int _underWay;

    /// <summary>What it took of its rates.</summary>
    public RateGauge Gauge { get; } = new();

    /// <summary>Takes a place; gives how many it has then. Not positive when the tenant was retired. To be followed by <see cref="Leave"/> in either case.</summary>
    public int Enter() => Interlocked.Increment(ref _underWay);

    /// <summary>Gives a place back.</summary>
    public void Leave() => Interlocked.Decrement(ref _underWay);

    /// <summary>Retires a tenant that has no place.</summary>
    public bool TryRetire() => Interlocked.CompareExchange(ref _underWay, Retired, 0) == 0;
}
