namespace ObjectStore.Curator.Reports;

/// <summary>What of the stripes that wait for repair, or are lost, is in one pool.</summary>
/// <param name="Waiting">Stripes that wait, are being repaired, or are tried again later.</param>
/// <param name="Lost">Stripes with too few fragments to be read.</param>
public sealed record PoolRepairReport(int Waiting, int Lost);
