using System.Globalization;
using ObjectStore.AdminApi;
using ObjectStore.Operator.Api.V1Alpha1;
using ObjectStore.Operator.Conditions;
using ObjectStore.Operator.Planning;

namespace ObjectStore.Operator.Pools;

/// <summary>What a pool's status says. Pure.</summary>
internal static class PoolStatusPlan
{
    private const string SmallObjectsProfile = "1+2";

    /// <summary>The status after a reconciliation. Without a report the figures of before stay.</summary>
    public static StoragePoolStatus Of(V1Alpha1StoragePool pool, PoolOutcome outcome, DateTimeOffset now)
    {
        var drafts = outcome.Problem is { } problem ? ConditionDraft.OfRefusal(problem) : Conditions(outcome);
        var before = pool.Status ?? new StoragePoolStatus();
        var status = before with
        {
            ObservedGeneration = pool.Metadata.Generation,
            Conditions = ConditionList.Next(before.Conditions, drafts, pool.Metadata.Generation, now),
            Store = outcome.Binding?.Store,
            ClusterPool = outcome.Binding?.ClusterPool,
        };
        return outcome.Report is { } report ? WithFigures(status, report, outcome, pool.Spec!.ErasureProfile, now) : status;
    }

    private static StoragePoolStatus WithFigures(StoragePoolStatus status, PoolInfo report, PoolOutcome outcome, string profile, DateTimeOffset now)
    {
        var zones = outcome.Pods.Select(static pod => pod.Metadata.Labels?.GetValueOrDefault(PlanLabels.Zone)).OfType<string>().Distinct().Order(StringComparer.Ordinal).ToArray();
        var tolerances = report.Profiles.Where(each => each.Profile == profile || each.Profile == SmallObjectsProfile).Select(static each => each.FaultTolerance).ToArray();
        return status with
        {
            Zones = zones,
            Nodes = report.Nodes,
            Devices = CountsOf(report.DevicesByState),
            Capacity = CapacityOf(status.Capacity ?? new PoolCapacity(), report, outcome.IsRedundant, now),
            FaultTolerance = tolerances.Length == 0 ? null : new PoolFaultTolerance
            {
                Zones = tolerances.Min(static each => each.Zones),
                Nodes = tolerances.Min(static each => each.Nodes),
                Devices = tolerances.Min(static each => each.Devices),
            },
            Repair = new PoolRepairProgress { WaitingStripes = report.StripesToRepair, MovingPositions = report.PlacesToMove + report.PlacesToFill, LostStripes = report.StripesLost },
        };
    }

    /// <summary>Devices that are missing or being filled would look like a change of what people store, so the forecast waits until all data is whole.</summary>
    private static PoolCapacity CapacityOf(PoolCapacity before, PoolInfo report, bool isRedundant, DateTimeOffset now)
    {
        var capacity = before with
        {
            TotalBytes = report.CapacityBytes,
            UsedBytes = report.UsedBytes,
            UsedPercent = report.CapacityBytes > 0 ? (int)(report.UsedBytes * 100 / report.CapacityBytes) : 0,
        };
        if (!isRedundant) return capacity;
        var history = CapacityForecast.Next(before.History, report.UsedBytes, now);
        return capacity with { History = history, DaysUntilFull = CapacityForecast.DaysUntilFull(history, report.FreeBytes) };
    }

    private static DeviceCounts CountsOf(IReadOnlyDictionary<string, int> states) => new()
    {
        Active = states.GetValueOrDefault("active"),
        Suspect = states.GetValueOrDefault("suspect"),
        Down = states.GetValueOrDefault("down"),
        Out = states.GetValueOrDefault("out"),
        Draining = states.GetValueOrDefault("draining"),
        Drained = states.GetValueOrDefault("drained"),
    };

    private static ConditionDraft[] Conditions(PoolOutcome outcome)
    {
        var accepted = (outcome.Promise ?? outcome.Unfollowed) is { } problem
            ? new ConditionDraft(ConditionTypes.Accepted, false, problem.Reason, problem.Message)
            : new ConditionDraft(ConditionTypes.Accepted, true, "Accepted", "The spec is followed.");
        return [Ready(outcome), accepted, Redundant(outcome), Full(outcome.Report), Progressing(outcome)];
    }

    /// <summary>Ready is a pool that takes writes and loses nothing that a zone may take with it.</summary>
    private static ConditionDraft Ready(PoolOutcome outcome)
    {
        var draft = outcome switch
        {
            { Report: { State: "lost" } report } => (false, "DataLost", Text($"{report.StripesLost} stripes cannot be read.")),
            { Report.State: "full" } => (false, "Full", "No placement group has room for new fragments."),
            { IsReportCurrent: true, Report: { } report } when report.Profiles.Any(static profile => profile.WritableGroups > 0) => (true, "Available", "The pool takes writes."),
            { Promise: { } promise } => (false, promise.Reason, promise.Message),
            { IsReportCurrent: false } => (false, "NoReport", "The curator has not told yet how the devices are."),
            _ => (false, "NoPlacementGroups", "There are not enough devices that answer to place fragments on."),
        };
        return new ConditionDraft(ConditionTypes.Ready, draft.Item1, draft.Item2, draft.Item3);
    }

    private static ConditionDraft Redundant(PoolOutcome outcome)
    {
        if (!outcome.IsReportCurrent || outcome.Report is not { } report) return new ConditionDraft(ConditionTypes.Redundant, null, "NoReport", "The curator has not told yet how the devices are.");
        if (outcome.IsRedundant) return new ConditionDraft(ConditionTypes.Redundant, true, "Whole", "All data is stored as often as its profile says.");
        return new ConditionDraft(
            ConditionTypes.Redundant, false, "Reduced",
            Text($"{report.StripesToRepair} stripes wait for repair, {report.PlacesToFill + report.PlacesToMove} places of groups are being filled, devices: {string.Join(", ", report.DevicesByState.Select(static state => Text($"{state.Value} {state.Key}")))}."));
    }

    private static ConditionDraft Full(PoolInfo? report) => report switch
    {
        null => new ConditionDraft(ConditionTypes.Full, null, "NoReport", "The curator has not told yet how the devices are."),
        { State: "full" } => new ConditionDraft(ConditionTypes.Full, true, "NoRoom", "No placement group has room for new fragments."),
        { FullDevices: > 0 } => new ConditionDraft(ConditionTypes.Full, false, "DevicesFull", Text($"{report.FullDevices} devices take no writes.")),
        _ => new ConditionDraft(ConditionTypes.Full, false, "HasRoom", "There is room."),
    };

    private static ConditionDraft Progressing(PoolOutcome outcome)
    {
        var revision = outcome.DaemonSet?.Spec?.Template.Metadata?.Labels?.GetValueOrDefault(PlanLabels.Revision);
        var outdated = outcome.Pods.Count(pod => pod.Metadata.Labels?.GetValueOrDefault(PlanLabels.Revision) != revision);
        var (ready, wanted) = (outcome.Pods.Count(PodFacts.IsReady), outcome.DaemonSet?.Status?.DesiredNumberScheduled ?? 0);
        return outdated == 0 && ready >= wanted && wanted > 0
            ? new(ConditionTypes.Progressing, false, "Complete", Text($"All {ready} storage nodes are ready and of the current spec."))
            : new(ConditionTypes.Progressing, true, "RollingOut", Text($"{ready} of {wanted} storage nodes are ready, {outdated} are of an older spec."));
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
