using Microsoft.AspNetCore.Http;
using ObjectStore.Admin.Routing;
using ObjectStore.AdminApi;
using ObjectStore.Core.Identifiers;
using ObjectStore.Curator.Jobs;
using ObjectStore.Curator.Reports;
using ObjectStore.Index.Catalog;
using ObjectStore.Placement;

namespace ObjectStore.Admin.Cluster;

/// <summary>What is being repaired, filled and moved, and how the background jobs stand.</summary>
internal sealed class RepairsRoute(ICatalog catalog, CuratorReports reports, TimeProvider time) : IAdminRoute
{
    public string Method => HttpMethods.Get;

    public string Path => AdminPaths.Repairs;

    public async Task HandleAsync(AdminRequest request)
    {
        var state = await ClusterState.ReadAsync(catalog, reports, request.Aborted);
        var fills = await reports.ReadFillsAsync(state.Map, request.Aborted);
        var jobs = new List<JobInfo>();
        foreach (var job in state.Curator?.Jobs ?? [])
            jobs.Add(new JobInfo(job.Name, job.IsRunning, job.LastSuccess, job.LastItems, job.LastBytes, job.LastError, await ProgressOfAsync(job.Name, state, fills, request.Aborted)));
        var status = new RepairStatus(
            state.Curator?.At,
            state.IsCurrent(time.GetUtcNow()),
            Describe(state.Curator?.Repair ?? RepairReport.Empty),
            jobs,
            [.. fills.Select(fill => Describe(fill, state.Map))],
            [.. state.Map.Devices.Select(device => Describe(device, state)).OfType<ClearInfo>()]);
        await request.AnswerAsync(status, AdminJson.Default.RepairStatus);
    }

    private async ValueTask<JobProgressInfo?> ProgressOfAsync(string job, ClusterState state, IReadOnlyList<FillReport> fills, CancellationToken cancellationToken)
    {
        switch (job)
        {
            case JobNames.Scrub:
                return await reports.ReadWalkAsync(job, cancellationToken) is { } scrub ? ProgressOf(scrub, state, "bytes", static walk => walk.Bytes, static report => report.LiveBytes) : null;
            case JobNames.Sweep:
                return await reports.ReadWalkAsync(job, cancellationToken) is { } sweep ? ProgressOf(sweep, state, "fragments", static walk => walk.Items, static report => report.FragmentCount) : null;
            case JobNames.Rebuild:
                var active = state.Map.Devices.Where(static device => device.State == DeviceState.Active).Sum(device => state.PlacesOf(device.Id).Held);
                return new JobProgressInfo(active - fills.Sum(static fill => fill.Pending), active, "places");
            case JobNames.Rebalance:
                var all = state.Map.Groups.Sum(static group => group.Devices.Count);
                return new JobProgressInfo(all - state.Map.Groups.Sum(static group => group.Moves.Count), all, "places");
            default:
                return null;
        }
    }

    /// <summary>A device that a walk has ended with counts as all that is on it, also what was written meanwhile.</summary>
    private static JobProgressInfo ProgressOf(WalkReport walk, ClusterState state, string unit, Func<DeviceWalkReport, long> doneOf, Func<DeviceReport, long> allOf)
    {
        var walks = walk.Devices.ToDictionary(static each => each.Device);
        long done = 0, all = 0;
        foreach (var device in state.Map.Devices.Where(static device => device.State is not (DeviceState.Down or DeviceState.Out or DeviceState.Drained)))
        {
            var size = state.ReportOf(device) is { } report ? allOf(report) : 0;
            all += size;
            if (walk.IsFinished || walks.GetValueOrDefault(device.Id) is { IsFinished: true }) done += size;
            else if (walks.TryGetValue(device.Id, out var under)) done += Math.Min(doneOf(under), size);
        }

        return new JobProgressInfo(done, all, unit);
    }

    private static RepairQueueInfo Describe(RepairReport repair) => new(
        repair.Waiting,
        repair.Running,
        repair.Deferred,
        repair.Dropped,
        [.. repair.BySpare.Select(static each => new SpareInfo(each.Spare, each.Stripes))],
        [.. repair.MostEndangered.Select(Describe)],
        repair.LostCount,
        [.. repair.Lost.Select(Describe)]);

    private static StripeInfo Describe(EndangeredStripe stripe) => new(stripe.Stripe, stripe.Group, stripe.Spare, stripe.Attempts);

    private static FillInfo Describe(FillReport fill, ClusterMap map) => new(
        fill.Device.ToString(), NodeOf(fill.Device, map), fill.Places - fill.Pending, fill.Places, fill.Walks, fill.WalksFinished, fill.Restored);

    private static string NodeOf(DeviceId device, ClusterMap map) => map.FindDevice(device)?.Node.Value ?? "";

    /// <summary>Null for a device that stays and from which nothing moves.</summary>
    private static ClearInfo? Describe(Device device, ClusterState state)
    {
        var places = state.PlacesOf(device.Id);
        var isLeaving = device.State is DeviceState.Draining or DeviceState.Out || (device.IsLeaving && device.State != DeviceState.Drained);
        if (places.ToClear == 0 && (!isLeaving || (device.State == DeviceState.Out && places.Held == 0))) return null;
        var report = state.ReportOf(device);
        return new ClearInfo(
            device.Id.ToString(), device.Node.Value, ClusterState.NameOf(device.State), isLeaving ? places.Held : 0, places.ToClear, report?.FragmentCount, report?.LiveBytes);
    }
}
