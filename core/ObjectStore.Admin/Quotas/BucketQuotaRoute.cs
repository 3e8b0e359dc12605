using Microsoft.AspNetCore.Http;
using ObjectStore.Admin.Routing;
using ObjectStore.AdminApi;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Quotas;

namespace ObjectStore.Admin.Quotas;

/// <summary>Tells the quota of a bucket, and what it holds.</summary>
internal sealed class BucketQuotaRoute(ICatalog catalog, IBucketQuotas quotas) : IAdminRoute
{
    public string Method => HttpMethods.Get;

    public string Path => AdminPaths.BucketQuota;

    public async Task HandleAsync(AdminRequest request)
    {
        var name = request.Http.Request.Query["bucket"].ToString();
        var bucket = await BucketRequests.FindBucketAsync(catalog, name, request.Aborted);
        await QuotaAnswers.AnswerAsync(request, name, await quotas.GetAsync(bucket, request.Aborted));
    }
}
