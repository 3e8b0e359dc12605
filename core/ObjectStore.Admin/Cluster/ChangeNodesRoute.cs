using Microsoft.AspNetCore.Http;
using ObjectStore.Admin.Routing;
using ObjectStore.AdminApi;

namespace ObjectStore.Admin.Cluster;

/// <summary>Changes all devices of nodes.</summary>
internal sealed class ChangeNodesRoute(string path, DeviceChangeKind kind, DeviceChanges changes) : IAdminRoute
{
    public string Method => HttpMethods.Post;

    public string Path => path;

    public async Task HandleAsync(AdminRequest request)
    {
        var body = await request.ReadJsonAsync(AdminJson.Default.NodeRequest);
        await changes.AnswerAsync(request, kind, map => DeviceNames.FindNodes(map, body.Nodes));
    }
}
