using Microsoft.AspNetCore.Http;
using ObjectStore.Admin.Routing;
using ObjectStore.AdminApi;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Quotas;

namespace ObjectStore.Admin.Quotas;

/// <summary>Sets the quota of a bucket in place of the one that it has. A bucket that has never had one is counted first, while the client waits.</summary>
internal sealed class SetBucketQuotaRoute(ICatalog catalog, IBucketQuotas quotas) : IAdminRoute
{
    public string Method => HttpMethods.Post;

    public string Path => AdminPaths.BucketQuota;

    public async Task HandleAsync(AdminRequest request)
    {
        var body = await request.ReadJsonAsync(AdminJson.Default.BucketQuotaRequest);
        var quota = QuotaAnswers.QuotaOf(body.Bytes, body.Objects);
        var bucket = await BucketRequests.FindBucketAsync(catalog, body.Bucket, request.Aborted);
        await QuotaAnswers.AnswerAsync(request, body.Bucket, await quotas.SetAsync(bucket, quota, request.Aborted));
    }
}
