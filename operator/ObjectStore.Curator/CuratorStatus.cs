using ObjectStore.Curator.Jobs;
using ObjectStore.Curator.Repair;

namespace ObjectStore.Curator;

/// <summary>How the curator stands at one moment.</summary>
/// <param name="Jobs">Every job.</param>
/// <param name="RepairQueueDepth">Stripes that wait for repair.</param>
/// <param name="LostStripes">Stripes of which too few fragments are left to be read.</param>
public sealed record CuratorStatus(IReadOnlyList<JobStatus> Jobs, int RepairQueueDepth, IReadOnlyList<LostStripe> LostStripes);
