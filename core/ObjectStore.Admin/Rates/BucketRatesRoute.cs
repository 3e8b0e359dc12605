using Microsoft.AspNetCore.Http;
using ObjectStore.Admin.Routing;
using ObjectStore.AdminApi;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Limits;

namespace ObjectStore.Admin.Rates;

/// <summary>Tells the rates that are set for a bucket.</summary>
internal sealed class BucketRatesRoute(ICatalog catalog) : IAdminRoute
{
    public string Method => HttpMethods.Get;

    public string Path => AdminPaths.BucketRates;

    public async Task HandleAsync(AdminRequest request)
    {
        var name = request.Http.Request.Query["bucket"].ToString();
        var rates = RateLimits.None;
        var document = await BucketRequests.FindDocumentAsync(catalog, name, BucketDocumentKind.Rates, request.Aborted);
        if (document is { } stored && !RateLimits.TryDecode(stored.Span, out rates)) throw NewerDocument.Of(BucketDocumentKind.Rates);
        await request.AnswerAsync(
            new BucketRates(name, rates.RequestsPerSecond, rates.ReceivedBytesPerSecond, rates.SentBytesPerSecond), AdminJson.Default.BucketRates);
    }
}
