using System.Globalization;
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
    /// <summary>What of the spec is not followed because of other pools of the store, or null.</summary>
    public SpecProblem? Unfollowed { get; init; }

    /// <summary>The store that has the pool in its cluster map; null for none.</summary>
    public PoolBinding? Binding { get; init; }

    /// <summary>Storage nodes of the other pools of the store.</summary>
    public IReadOnlyList<PoolNodes> Others { get; init; } = [];

    /// <summary>Those of this pool.</summary>
    public PoolNodes Nodes => PoolNodes.Of(DaemonSet, Pods, IsRedundant);

    /// <summary>Nothing was done; what the pool is bound to is as before.</summary>
    public static PoolOutcome Refused(SpecProblem problem, PoolBinding? binding) => new(problem, null, null, [], null, false) { Binding = binding };

    /// <summary>Whether all data is as often there as its profile says, by a report that is new.</summary>
    public bool IsRedundant => IsReportCurrent && IsWhole(Report);

    /// <summary>Whether a pool's report says that all its data is as often there as its profile says. A device that was given up stays in it, as one that could return; once others hold what it held it is missed no more.</summary>
    public static bool IsWhole(PoolInfo? report) => report is { State: "healthy" } || IsWholeWithoutDevicesGivenUp(report);

    private static bool IsWholeWithoutDevicesGivenUp(PoolInfo? report) =>
        report is { State: "degraded", StripesToRepair: 0, PlacesToFill: 0, PlacesToMove: 0, FullDevices: 0 }
        && report.DevicesByState.ContainsKey("out")
        && report.DevicesByState.Keys.All(static state => state is "active" or "drained" or "out")
        && report.Profiles.All(BearsAllItsParity);

    /// <summary>A group with a member that was given up bears one failure less.</summary>
    private static bool BearsAllItsParity(ProfileInfo profile) =>
        int.TryParse(profile.Profile.AsSpan(profile.Profile.IndexOf('+', StringComparison.Ordinal) + 1), CultureInfo.InvariantCulture, out var parity)
        && profile.FaultTolerance.Devices >= parity;
}
