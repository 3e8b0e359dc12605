using ObjectStore.AdminApi;
using ObjectStore.Kubernetes.Models;
using ObjectStore.Operator.Conditions;

namespace ObjectStore.Operator.Pools;

/// <summary>What a reconciliation of a pool has come to.</summary>
/// <param name="Problem">Why nothing was done, or null.</param>
/// <param name="Promise">Why the profile's promise cannot be kept on the Kubernetes nodes that there are, or null.</param>
/// <param name="DaemonSet">The storage nodes.</param>
/// <param name="Pods">Their pods.</param>
/// <param name="Report">What the curator says of the pool; null before it has.</param>
/// <param name="IsReportCurrent">Whether that is new enough to act on.</param>
internal sealed record PoolOutcome(SpecProblem? Problem, SpecProblem? Promise, V1DaemonSet? DaemonSet, IReadOnlyList<V1Pod> Pods, PoolInfo? Report, bool IsReportCurrent)
{
    /// <summary>Nothing was done.</summary>
    public static PoolOutcome Refused(SpecProblem problem) => new(problem, null, null, [], null, false);

    /// <summary>Whether all data is as often there as its profile says, by a report that is new.</summary>
    public bool IsRedundant => IsReportCurrent && Report is { State: "healthy" };
}
