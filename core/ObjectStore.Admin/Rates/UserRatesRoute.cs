using Microsoft.AspNetCore.Http;
using ObjectStore.Admin.Routing;
using ObjectStore.AdminApi;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Limits;

namespace ObjectStore.Admin.Rates;

/// <summary>Lists the users for whom rates are set.</summary>
internal sealed class UserRatesRoute(ICatalog catalog) : IAdminRoute
{
    public string Method => HttpMethods.Get;

    public string Path => AdminPaths.UserRates;

    public async Task HandleAsync(AdminRequest request)
    {
        var users = await new UserLimitsCatalog(catalog).ListAsync(request.Aborted);
        await request.AnswerAsync(new UserRatesList([.. users.Select(static user => Describe(user.Key, user.Value))]), AdminJson.Default.UserRatesList);
    }

    private static UserRates Describe(string userId, UserLimits limits) => new(
        userId, limits.Rates.RequestsPerSecond, limits.Rates.ReceivedBytesPerSecond, limits.Rates.SentBytesPerSecond, limits.Weight);
}
