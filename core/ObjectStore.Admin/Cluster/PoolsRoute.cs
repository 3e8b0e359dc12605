using Microsoft.AspNetCore.Http;
using ObjectStore.Admin.Routing;
using ObjectStore.AdminApi;
using ObjectStore.Curator.Reports;
using ObjectStore.Index.Catalog;

namespace ObjectStore.Admin.Cluster;

/// <summary>All storage pools: room, what failures they bear, and what is under way to be whole again.</summary>
internal sealed class PoolsRoute(ICatalog catalog, CuratorReports reports, TimeProvider time) : IAdminRoute
{
    public string Method => HttpMethods.Get;

    public string Path => AdminPaths.Pools;

    public async Task HandleAsync(AdminRequest request)
    {
        await request.AnswerAsync(await PoolStatus.ReadAsync(catalog, reports, time.GetUtcNow(), request.Aborted), AdminJson.Default.PoolList);
    }
}
