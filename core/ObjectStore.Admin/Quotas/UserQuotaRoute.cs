using Microsoft.AspNetCore.Http;
using ObjectStore.Admin.Routing;
using ObjectStore.AdminApi;
using ObjectStore.Index.Quotas;

namespace ObjectStore.Admin.Quotas;

/// <summary>Tells the quota of a user, and what its buckets hold.</summary>
internal sealed class UserQuotaRoute(IOwnerQuotas quotas) : IAdminRoute
{
    public string Method => HttpMethods.Get;

    public string Path => AdminPaths.UserQuota;

    public async Task HandleAsync(AdminRequest request)
    {
        var user = QuotaAnswers.UserIdOf(request.Http.Request.Query["user"].ToString());
        await QuotaAnswers.AnswerUserAsync(request, user, await quotas.GetAsync(user, request.Aborted));
    }
}
