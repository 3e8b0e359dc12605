using Microsoft.AspNetCore.Http;
using ObjectStore.Admin.Routing;
using ObjectStore.AdminApi;
using ObjectStore.Index.Quotas;

namespace ObjectStore.Admin.Quotas;

/// <summary>Sets the quota of a user in place of the one that it has. The first time its buckets are counted, while the client waits.</summary>
internal sealed class SetUserQuotaRoute(IOwnerQuotas quotas) : IAdminRoute
{
    public string Method => HttpMethods.Post;

    public string Path => AdminPaths.UserQuota;

    public async Task HandleAsync(AdminRequest request)
    {
        var body = await request.ReadJsonAsync(AdminJson.Default.UserQuotaRequest);
        var (user, quota) = (QuotaAnswers.UserIdOf(body.UserId), QuotaAnswers.QuotaOf(body.Bytes, body.Objects));
        await QuotaAnswers.AnswerUserAsync(request, user, await quotas.SetAsync(user, quota, request.Aborted));
    }
}
