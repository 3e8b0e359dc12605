using Microsoft.AspNetCore.Http;
using ObjectStore.Admin.Routing;
using ObjectStore.AdminApi;
using ObjectStore.Core.Identifiers;
using ObjectStore.Curator.Reports;
using ObjectStore.Index.Catalog;
using ObjectStore.Placement;

namespace ObjectStore.Admin.Cluster;

/// <summary>All nodes that have devices.</summary>
internal sealed class NodesRoute(ICatalog catalog, CuratorReports reports) : IAdminRoute
{
    private const string Mixed = "mixed";

    public string Method => HttpMethods.Get;

    public string Path => AdminPaths.Nodes;

    public async Task HandleAsync(AdminRequest request)
    {
        var state = await ClusterState.ReadAsync(catalog, reports, request.Aborted);
        var nodes = state.Map.Devices
            .GroupBy(static device => (device.Zone, device.Node))
            .OrderBy(static node => node.Key.Zone.Value, StringComparer.Ordinal)
            .ThenBy(static node => node.Key.Node.Value, StringComparer.Ordinal)
            .Select(node => Describe(node.Key.Node, node.Key.Zone, [.. node], state));
        await request.AnswerAsync(new NodeList([.. nodes]), AdminJson.Default.NodeList);
    }

    private static NodeInfo Describe(NodeName name, ZoneName zone, Device[] devices, ClusterState state) => new(
        name.Value,
        zone.Value,
        StateOf(devices),
        devices.Length,
        devices.Count(static device => device.State == DeviceState.Active),
        devices.Sum(static device => device.CapacityBytes),
        devices.Sum(device => state.ReportOf(device)?.LiveBytes ?? 0),
        devices.Sum(device => state.ReportOf(device)?.FragmentCount ?? 0),
        devices.Sum(device => state.PlacesOf(device.Id).Held),
        devices.Sum(device => state.PlacesOf(device.Id).ToClear));

    private static string StateOf(Device[] devices)
    {
        var states = devices.Select(static device => device.State).Distinct().ToArray();
        if (states is [var only]) return ClusterState.NameOf(only);
        return Array.TrueForAll(states, static state => state is DeviceState.Draining or DeviceState.Drained) ? ClusterState.NameOf(DeviceState.Draining) : Mixed;
    }
}
