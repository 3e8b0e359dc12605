using Microsoft.AspNetCore.Http;
using ObjectStore.Admin.Routing;
using ObjectStore.AdminApi;
using ObjectStore.Index.Catalog;

namespace ObjectStore.Admin.Compression;

/// <summary>Tells whether a bucket is compressed.</summary>
internal sealed class BucketCompressionRoute(ICatalog catalog) : IAdminRoute
{
    public string Method => HttpMethods.Get;

    public string Path => AdminPaths.BucketCompression;

    public async Task HandleAsync(AdminRequest request)
    {
        var name = request.Http.Request.Query["bucket"].ToString();
        bool? isOn = null;
        if (await BucketRequests.FindDocumentAsync(catalog, name, BucketDocumentKind.Compression, request.Aborted) is { } stored)
            isOn = CompressionSetting.TryRead(stored.Span, out var read) ? read : throw NewerDocument.Of(BucketDocumentKind.Compression);
        await request.AnswerAsync(new BucketCompression(name, isOn), AdminJson.Default.BucketCompression);
    }
}
