using Microsoft.AspNetCore.Http;
using ObjectStore.Admin.Routing;
using ObjectStore.AdminApi;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Quotas;

namespace ObjectStore.Admin.Quotas;

/// <summary>Counts a bucket again and puts its accounts right.</summary>
internal sealed class RecountBucketRoute(ICatalog catalog, IBucketQuotas quotas) : IAdminRoute
{
    public string Method => HttpMethods.Post;

    public string Path => AdminPaths.BucketQuotaRecount;

    public async Task HandleAsync(AdminRequest request)
    {
        var name = (await request.ReadJsonAsync(AdminJson.Default.BucketQuotaRequest)).Bucket;
        var bucket = await BucketRequests.FindBucketAsync(catalog, name, request.Aborted);
        await QuotaAnswers.AnswerAsync(request, name, await quotas.RecountAsync(bucket, request.Aborted));
    }
}
