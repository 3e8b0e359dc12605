using ObjectStore.Admin.Routing;
using ObjectStore.AdminApi;
using ObjectStore.Core.Identifiers;
using ObjectStore.Curator.Topology;
using ObjectStore.Index.Catalog;
using ObjectStore.Placement;

namespace ObjectStore.Admin.Cluster;

/// <summary>What the routes that change devices have in common.</summary>
internal sealed class DeviceChanges(ICatalog catalog, DeviceAdministration administration)
{
    /// <summary>Finds the devices, has them changed, and answers, or refuses.</summary>
    public async Task AnswerAsync(AdminRequest request, DeviceChangeKind kind, Func<ClusterMap, IReadOnlyList<DeviceId>> find)
    {
        var devices = find(await catalog.GetClusterMapAsync(request.Aborted));
        var change = await (kind switch
        {
            DeviceChangeKind.Drain => administration.DrainAsync(devices, request.Aborted),
            DeviceChangeKind.Undrain => administration.KeepAsync(devices, request.Aborted),
            _ => administration.RemoveAsync(devices, request.Aborted),
        });
        if (change.Refusal is { } refusal) throw ErrorOf(refusal);
        var result = new DeviceChangeResult(kind.ToString().ToLowerInvariant(), [.. devices.Select(static id => id.ToString())], DetailOf(kind, devices.Count));
        await request.AnswerAsync(result, AdminJson.Default.DeviceChangeResult);
    }

    private static AdminException ErrorOf(DeviceRefusal refusal) => refusal.Kind == DeviceRefusalKind.NoSuchDevice
        ? AdminException.NotFound(refusal.Kind.ToString(), refusal.Reason)
        : AdminException.Conflict(refusal.Kind.ToString(), refusal.Reason);

    private static string DetailOf(DeviceChangeKind kind, int count) => kind switch
    {
        DeviceChangeKind.Drain => $"{count} device(s) take no more writes and are emptied in the background; each is drained when nothing is left on it.",
        DeviceChangeKind.Undrain => $"{count} device(s) stay.",
        _ => $"{count} device(s) are forgotten.",
    };
}
