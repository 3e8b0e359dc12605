using ObjectStore.Core.Errors;
using ObjectStore.Events.Announcing;
using ObjectStore.Events.Configuration;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Objects;

namespace ObjectStore.Curator.Lifecycle;

/// <summary>Has what rules remove told to the destinations of the bucket.</summary>
internal sealed class LifecycleEvents(ICatalog catalog, IObjectIndex index, OutboxRoom room)
{
    /// <summary>What AWS writes in the place of a user and an address.</summary>
    private const string Principal = "s3.amazonaws.com";

    /// <summary>The index for removals in a bucket, by its configuration as it is now.</summary>
    public async ValueTask<IObjectIndex> IndexOfAsync(BucketRecord bucket, CancellationToken cancellationToken)
    {
        var documents = await catalog.GetDocumentsAsync(bucket.Name, cancellationToken);
        if (documents?.Bucket != bucket.Id || documents.Find(BucketDocumentKind.Notifications) is not { } stored) return index;
        if (!NotificationDocument.TryParse(stored.Span, out var rules)) throw new StorageException(StorageErrorCode.CorruptIndex, "The notification configuration of a bucket cannot be read.");
        var origin = new EventOrigin(bucket.Name, bucket.OwnerId, bucket.Region, Principal, Principal, RequestId: null, HostId: null);
        return index.Announcing(new EventNotices(rules, EventTriple.OfExpiration, origin, room));
    }
}
