using ObjectStore.Core.Identifiers;

namespace ObjectStore.Curator.Reports;

/// <summary>What waits for repair.</summary>
/// <param name="Waiting">Stripes that are due.</param>
/// <param name="Running">Stripes that are being repaired.</param>
/// <param name="Deferred">Stripes whose last try could not be finished and that are tried again later.</param>
/// <param name="Dropped">Stripes that found no room in the queue since the curator started; the walks find them again.</param>
/// <param name="BySpare">The stripes of the queue by how many fragments each may still lose, fewest first.</param>
/// <param name="MostEndangered">The first of the queue.</param>
/// <param name="LostCount">Stripes with too few fragments to be read.</param>
/// <param name="Lost">The first of those.</param>
public sealed record RepairReport(
    int Waiting,
    int Running,
    int Deferred,
    long Dropped,
    IReadOnlyList<SpareCount> BySpare,
    IReadOnlyList<EndangeredStripe> MostEndangered,
    int LostCount,
    IReadOnlyList<EndangeredStripe> Lost)
{
    /// <summary>Most stripes that are named in each list.</summary>
    public const int StripesMax = 20;

    /// <summary>The same by names of pools in the cluster map; a pool that is not there has nothing. Null where the pool of some stripe is not known, and in reports of releases before: then all of it may be any pool's.</summary>
    public IReadOnlyDictionary<string, PoolRepairReport>? ByPool { get; init; }

    /// <summary>What is known, or must be feared, of a pool.</summary>
    public PoolRepairReport Of(PoolName pool) => ByPool is { } each ? each.GetValueOrDefault(pool.Value) ?? new PoolRepairReport(0, 0) : new PoolRepairReport(Waiting + Running + Deferred, LostCount);

    /// <summary>Nothing waits.</summary>
    public static RepairReport Empty { get; } = new(0, 0, 0, 0, [], [], 0, []);
}
