using Microsoft.AspNetCore.Http;
using ObjectStore.Admin.Routing;
using ObjectStore.AdminApi;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Limits;

namespace ObjectStore.Admin.Rates;

/// <summary>Sets the rates of a bucket in place of those that it has.</summary>
internal sealed class SetBucketRatesRoute(ICatalog catalog) : IAdminRoute
{
    public string Method => HttpMethods.Post;

    public string Path => AdminPaths.BucketRates;

    public async Task HandleAsync(AdminRequest request)
    {
        var body = await request.ReadJsonAsync(AdminJson.Default.BucketRates);
        var rates = RateRequests.Check(new RateLimits(body.RequestsPerSecond, body.ReceivedBytesPerSecond, body.SentBytesPerSecond));
        var bucket = await BucketRequests.FindBucketAsync(catalog, body.Bucket, request.Aborted);
        ReadOnlyMemory<byte>? document = rates.IsNone ? default(ReadOnlyMemory<byte>?) : rates.Encode();
        if (await catalog.ChangeDocumentsAsync(bucket, documents => documents.With(BucketDocumentKind.Rates, document), request.Aborted) is null)
            throw BucketRequests.NoSuchBucket(body.Bucket);
        await request.AnswerAsync(body, AdminJson.Default.BucketRates);
    }
}
