using Microsoft.AspNetCore.Http;
using ObjectStore.Admin.Routing;
using ObjectStore.AdminApi;
using ObjectStore.Index.Catalog;

namespace ObjectStore.Admin.Compression;

/// <summary>Sets whether a bucket is compressed. Holds for what is written from then on.</summary>
internal sealed class SetBucketCompressionRoute(ICatalog catalog) : IAdminRoute
{
    public string Method => HttpMethods.Post;

    public string Path => AdminPaths.BucketCompression;

    public async Task HandleAsync(AdminRequest request)
    {
        var body = await request.ReadJsonAsync(AdminJson.Default.BucketCompression);
        var bucket = await BucketRequests.FindBucketAsync(catalog, body.Bucket, request.Aborted);
        ReadOnlyMemory<byte>? document = body.Enabled is { } isOn ? CompressionSetting.Format(isOn) : null;
        if (await catalog.ChangeDocumentsAsync(bucket, documents => documents.With(BucketDocumentKind.Compression, document), request.Aborted) is null)
            throw BucketRequests.NoSuchBucket(body.Bucket);
        await request.AnswerAsync(body, AdminJson.Default.BucketCompression);
    }
}
