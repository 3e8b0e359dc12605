using Microsoft.AspNetCore.Http;
using ObjectStore.Admin.Routing;
using ObjectStore.AdminApi;
using ObjectStore.Index.Quotas;

namespace ObjectStore.Admin.Quotas;

/// <summary>Lists the users that have or had a quota.</summary>
internal sealed class UserQuotasRoute(IOwnerQuotas quotas) : IAdminRoute
{
    public string Method => HttpMethods.Get;

    public string Path => AdminPaths.UserQuotas;

    public async Task HandleAsync(AdminRequest request)
    {
        var users = new List<UserQuotaInfo>();
        await foreach (var user in quotas.ListAsync(request.Aborted)) users.Add(QuotaAnswers.DescribeUser(user, await quotas.GetAsync(user, request.Aborted)));
        await request.AnswerAsync(new UserQuotaList(users), AdminJson.Default.UserQuotaList);
    }
}
