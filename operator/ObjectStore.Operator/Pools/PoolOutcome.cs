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
    /// <summary>Nothing was done.</summary>
    public static PoolOutcome Refused(SpecProblem problem) => new(problem, null, null, [], null, false);

    /// <summary>Whether all data is as often there as its profile says, by a report that is new.</summary>
    public bool IsRedundant => IsReportCurrent && (Report is { State: "healthy" } || IsWholeWithoutDevicesGivenUp);

    /// <summary>A device that was given up stays in the report, as one that could return. Once others hold what it held it is missed no more.</summary>
    private bool IsWholeWithoutDevicesGivenUp =>
        Report is { State: "degraded", StripesToRepair: 0, PlacesToFill: 0, PlacesToMove: 0, FullDevices: 0 } report
        && report.DevicesByState.ContainsKey("out")
        && report.DevicesByState.Keys.All(static state => state is "active" or "drained" or "out")
        && report.Profiles.All(BearsAllItsParity);

    /// <summary>A group with a member that was given up bears one failure less.</summary>
    private static bool BearsAllItsParity(ProfileInfo profile) =>
        int.TryParse(profile.Profile.AsSpan(profile.Profile.IndexOf('+', StringComparison.Ordinal) + 1), CultureInfo.InvariantCulture, out var parity)
        && profile.FaultTolerance.Devices >= parity;
}
