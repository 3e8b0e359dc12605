using Microsoft.AspNetCore.Http;
using ObjectStore.Admin.Routing;
using ObjectStore.AdminApi;

namespace ObjectStore.Admin.Cluster;

/// <summary>Changes single devices.</summary>
internal sealed class ChangeDevicesRoute(string path, DeviceChangeKind kind, DeviceChanges changes) : IAdminRoute
{
    public string Method => HttpMethods.Post;

    public string Path => path;

    public async Task HandleAsync(AdminRequest request)
    {
        var body = await request.ReadJsonAsync(AdminJson.Default.DeviceRequest);
        await changes.AnswerAsync(request, kind, map => DeviceNames.FindDevices(map, body.Devices));
    }
}
