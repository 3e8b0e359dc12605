using ObjectStore.Events.Announcing;
using ObjectStore.Events.Configuration;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Objects;

namespace ObjectStore.Curator.Lifecycle;

/// <summary>Has what the curator changes by itself told to the destinations of the bucket.</summary>
internal sealed class LifecycleEvents(ICatalog catalog, IObjectIndex index, OutboxRoom room)
{
    /// <summary>What AWS writes in the place of a user and an address.</summary>
    private const string Principal = "s3.amazonaws.com";

    /// <summary>The index for changes of a kind in a bucket, by its configuration as it is now.</summary>
    public async ValueTask<Func<EventTriple, IObjectIndex>> IndexesOfAsync(BucketRecord bucket, CancellationToken cancellationToken)
    {
        var documents = await catalog.GetDocumentsAsync(bucket.Name, cancellationToken);
        if (documents?.Bucket != bucket.Id || documents.Find(BucketDocumentKind.Notifications) is not { } stored) return _ => index;
        if (!NotificationDocument.TryParse(stored.Span, out var rules)) throw NewerDocument.Of(BucketDocumentKind.Notifications);
        var origin = new EventOrigin(bucket.Name, bucket.OwnerId, bucket.Region, Principal, Principal, RequestId: null, HostId: null);
        return types => index.Announcing(new EventNotices(rules, types, origin, room));
    }
}
