namespace ObjectStore.AdminApi;

/// <summary>Stripes that lack fragments.</summary>
/// <param name="Waiting">Stripes that are due.</param>
/// <param name="Running">Stripes that are being repaired.</param>
/// <param name="Deferred">Stripes whose last try could not be finished and that are tried again later.</param>
/// <param name="Dropped">Stripes that found no room in the queue since the curator started; they are found again.</param>
/// <param name="BySpare">Stripes by how many fragments each may still lose.</param>
/// <param name="MostEndangered">The first in the queue.</param>
/// <param name="LostCount">Stripes with too few fragments left to be read.</param>
/// <param name="Lost">The first of those.</param>
public sealed record RepairQueueInfo(
    int Waiting,
    int Running,
    int Deferred,
    long Dropped,
    IReadOnlyList<SpareInfo> BySpare,
    IReadOnlyList<StripeInfo> MostEndangered,
    int LostCount,
    IReadOnlyList<StripeInfo> Lost);
