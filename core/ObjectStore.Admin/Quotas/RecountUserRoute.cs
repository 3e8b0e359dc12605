using Microsoft.AspNetCore.Http;
using ObjectStore.Admin.Routing;
using ObjectStore.AdminApi;
using ObjectStore.Index.Quotas;

namespace ObjectStore.Admin.Quotas;

/// <summary>Counts the buckets of a user again and puts its accounts right.</summary>
internal sealed class RecountUserRoute(IOwnerQuotas quotas) : IAdminRoute
{
    public string Method => HttpMethods.Post;

    public string Path => AdminPaths.UserQuotaRecount;

    public async Task HandleAsync(AdminRequest request)
    {
        var user = QuotaAnswers.UserIdOf((await request.ReadJsonAsync(AdminJson.Default.UserQuotaRequest)).UserId);
        await QuotaAnswers.AnswerUserAsync(request, user, await quotas.RecountAsync(user, request.Aborted));
    }
}
