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
        var state = await ClusterState.ReadAsync(catalog, reports, request.Aborted);
        var fills = await reports.ReadFillsAsync(state.Map, request.Aborted);
        var summary = new PoolSummary(state, fills);
        await request.AnswerAsync(new PoolList(state.Curator?.At, state.IsCurrent(time.GetUtcNow()), summary.List()), AdminJson.Default.PoolList);
    }
}
