using Microsoft.AspNetCore.Http;
using ObjectStore.Admin.Routing;
using ObjectStore.AdminApi;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Objects;

namespace ObjectStore.Admin.Usage;

/// <summary>Tells what a bucket holds, counted while the client waits.</summary>
internal sealed class BucketUsageRoute(ICatalog catalog, IObjectIndex index) : IAdminRoute
{
    public string Method => HttpMethods.Get;

    public string Path => AdminPaths.BucketUsage;

    public async Task HandleAsync(AdminRequest request)
    {
        var bucket = await BucketRequests.FindBucketAsync(catalog, request.Http.Request.Query["bucket"].ToString(), request.Aborted);
        await request.AnswerAsync(await new UsageCount(index, bucket).RunAsync(request.Aborted), AdminJson.Default.BucketUsage);
    }
}
