using Microsoft.AspNetCore.Http;
using ObjectStore.Admin.Routing;
using ObjectStore.AdminApi;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Limits;

namespace ObjectStore.Admin.Rates;

/// <summary>Sets the rates and the weight of a user in place of those that it has. Users need not be known here: gateways may have identities of their own.</summary>
internal sealed class SetUserRatesRoute(ICatalog catalog) : IAdminRoute
{
    public string Method => HttpMethods.Post;

    public string Path => AdminPaths.UserRates;

    public async Task HandleAsync(AdminRequest request)
    {
        var body = await request.ReadJsonAsync(AdminJson.Default.UserRates);
        if (!UserLimitsCatalog.IsUserId(body.UserId)) throw AdminException.Invalid($"A user id has 1 to {UserLimitsCatalog.UserIdBytesMax} bytes and no control characters.");
        var rates = RateRequests.Check(new RateLimits(body.RequestsPerSecond, body.ReceivedBytesPerSecond, body.SentBytesPerSecond));
        var limits = new UserLimits(rates, body.Weight ?? UserLimits.WeightDefault);
        if (!limits.IsValid) throw AdminException.Invalid($"A weight is a number from 1 to {UserLimits.WeightMax}.");
        await new UserLimitsCatalog(catalog).StoreAsync(body.UserId, limits, request.Aborted);
        await request.AnswerAsync(body with { Weight = limits.Weight }, AdminJson.Default.UserRates);
    }
}
