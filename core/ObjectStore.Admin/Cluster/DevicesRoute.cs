using Microsoft.AspNetCore.Http;
using ObjectStore.Admin.Routing;
using ObjectStore.AdminApi;
using ObjectStore.Curator.Reports;
using ObjectStore.Index.Catalog;
using ObjectStore.Placement;

namespace ObjectStore.Admin.Cluster;

/// <summary>All devices.</summary>
internal sealed class DevicesRoute(ICatalog catalog, CuratorReports reports) : IAdminRoute
{
    public string Method => HttpMethods.Get;

    public string Path => AdminPaths.Devices;

    public async Task HandleAsync(AdminRequest request)
    {
        var state = await ClusterState.ReadAsync(catalog, reports, request.Aborted);
        var devices = state.Map.Devices
            .OrderBy(static device => device.Zone.Value, StringComparer.Ordinal)
            .ThenBy(static device => device.Node.Value, StringComparer.Ordinal)
            .ThenBy(static device => device.Id.Value)
            .Select(device => Describe(device, state));
        await request.AnswerAsync(new DeviceList([.. devices]), AdminJson.Default.DeviceList);
    }

    private static DeviceInfo Describe(Device device, ClusterState state)
    {
        var report = state.ReportOf(device);
        var places = state.PlacesOf(device.Id);
        return new DeviceInfo(
            device.Id.ToString(),
            device.Node.Value,
            device.Zone.Value,
            report?.Pool,
            ClusterState.NameOf(device.State),
            device.Since == DateTimeOffset.UnixEpoch ? null : device.Since,
            device.IsLeaving,
            device.CapacityBytes,
            report?.LiveBytes,
            report?.FreeBytes,
            report?.FragmentCount,
            report?.IsWritable,
            ProblemOf(device, state),
            places.Held,
            places.ToClear);
    }

    private static string? ProblemOf(Device device, ClusterState state) => state.Reports.GetValueOrDefault(device.Id) switch
    {
        { Problem.Length: > 0 } report => report.Problem,
        { IsAnswering: false } => "does not answer",
        { IsWritable: false, FreeBytes: 0 } => "full",
        { IsWritable: false } => "read-only",
        _ => null,
    };
}
