using System.Collections.Concurrent;

namespace ObjectStore.Gateway.Admission;

/// <summary>
/// Bounds how many requests are worked on at once, and shares the places fairly between tenants. There is no queue: over the bound, and over its share, a request
/// is refused at once.
/// </summary>
/// <remarks>
/// A tenant may have at most its weight × <see cref="PlacesPerFreePlace"/> places for each place that is still free ("dynamic thresholds", Choudhury and Hahne, 1998).
/// The more is taken, the lower that bound is for everybody; it settles where all who want more have equally many, by their weights, and a few places are free, for those who want few.
/// That is max-min fairness. Invariants: the count is between 0 and the bound whenever no caller is between its own two steps, and the sum of what tenants have. Thread-safe.
/// </remarks>
internal sealed class FairAdmission(int requestsMax, TimeProvider time)
{
    /// <summary>A lone tenant gets 8 of 9 places, and n greedy ones leave 1 of 8n + 1 free. A guess: less wastes more, more leaves too few for who comes next.</summary>
    public const int PlacesPerFreePlace = 8;

    /// <summary>Most tenants that are remembered; more only while as many requests are under way.</summary>
    public const int TenantsMax = 10_000;

    private readonly ConcurrentDictionary<string, Tenant> _tenants = new(StringComparer.Ordinal);
    private int _count;

    /// <summary>Requests that are being worked on.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Tenants that are remembered.</summary>
    public int TenantCount => _tenants.Count;

    /// <summary>Whether there is no place for anybody.</summary>
    public bool IsFull => Count >= requestsMax;

    /// <summary>Takes a place for a request of a user, to be given back with <see cref="Leave"/>.</summary>
    /// <param name="userId">The user.</param>
    /// <param name="weight">Its weight.</param>
    /// <param name="tenant">Who has the place; null when there is none.</param>
    public AdmissionOutcome TryEnter(string userId, int weight, out Tenant? tenant)
    {
        tenant = null;
        var count = Interlocked.Increment(ref _count);
        if (count > requestsMax)
        {
            Interlocked.Decrement(ref _count);
            return AdmissionOutcome.Full;
        }

        var joined = Join(userId, out var own);
        if (own == 1 || own <= (long)weight * PlacesPerFreePlace * (requestsMax - count))
        {
            tenant = joined;
            return AdmissionOutcome.Admitted;
        }

        Leave(joined);
        return AdmissionOutcome.OverShare;
    }

    /// <summary>Gives a place back.</summary>
    public void Leave(Tenant tenant)
    {
        tenant.Leave();
        Interlocked.Decrement(ref _count);
    }

    private Tenant Join(string userId, out int own)
    {
        while (true)
        {
            var tenant = _tenants.GetValueOrDefault(userId) ?? Add(userId);
            own = tenant.Enter();
            if (own > 0) return tenant;
            tenant.Leave();
            _tenants.TryRemove(KeyValuePair.Create(userId, tenant));
        }
    }

    private Tenant Add(string userId)
    {
        if (_tenants.Count >= TenantsMax) Sweep();
        return _tenants.GetOrAdd(userId, static _ => new Tenant());
    }

    /// <summary>Forgets tenants without requests: those that owe nothing; and if they are few the others too, whose debts are then forgiven. So a sweep comes only after many new tenants.</summary>
    private void Sweep()
    {
        var now = time.GetTimestamp();
        Retire(tenant => tenant.Gauge.IsSettled(now));
        if (_tenants.Count > TenantsMax / 2) Retire(static _ => true);
    }

    private void Retire(Func<Tenant, bool> isToGo)
    {
        foreach (var pair in _tenants)
        {
            if (isToGo(pair.Value) && pair.Value.TryRetire()) _tenants.TryRemove(pair);
        }
    }
}
