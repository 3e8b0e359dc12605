using System.Text.Json;
using Microsoft.AspNetCore.Http;
using ObjectStore.Admin.Routing;
using ObjectStore.AdminApi;
using ObjectStore.Index.Catalog;
using ObjectStore.Replication;

namespace ObjectStore.Admin.Replication;

/// <summary>Has the failed versions of a bucket tried again, by the next walk over it: that can take long, and nobody has to wait for it.</summary>
internal sealed class RetryReplicationRoute(ICatalog catalog, TimeProvider time) : IAdminRoute
{
    public string Method => HttpMethods.Post;

    public string Path => AdminPaths.ReplicationRetry;

    public async Task HandleAsync(AdminRequest request)
    {
        var name = (await request.ReadJsonAsync(AdminJson.Default.ReplicationRetryRequest)).Bucket;
        var bucket = await BucketRequests.FindBucketAsync(catalog, name, request.Aborted);
        var documents = await catalog.GetDocumentsAsync(name, request.Aborted);
        if (documents?.Bucket != bucket.Id || documents.Find(BucketDocumentKind.Replication) is null)
            throw AdminException.Conflict("NoReplication", $"The bucket '{name}' has no replication rules.");
        var asked = new RetryRequest(RetryRequest.CurrentVersion, bucket.Id.Value, time.GetUtcNow());
        await catalog.StoreJobStateAsync(RetryRequest.Prefix + name, JsonSerializer.SerializeToUtf8Bytes(asked, ReplicationStates.Default.RetryRequest), request.Aborted);
        await request.AnswerAsync(new ReplicationRetryInfo(name, asked.At), AdminJson.Default.ReplicationRetryInfo);
    }
}
