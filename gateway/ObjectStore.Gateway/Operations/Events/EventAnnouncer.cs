using ObjectStore.Core.Errors;
using ObjectStore.Events;
using ObjectStore.Events.Announcing;
using ObjectStore.Gateway.Middleware;
using ObjectStore.Gateway.Operations.Buckets;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Objects;
using ObjectStore.Index.Objects.Outbox;
using ObjectStore.Replication;
using ObjectStore.Replication.Announcing;
using ObjectStore.S3.Routing;

namespace ObjectStore.Gateway.Operations.Events;

/// <summary>Has the changes of a request told to the destinations of its bucket, of events and of replication.</summary>
internal sealed class EventAnnouncer(IObjectIndex index, BucketDirectory buckets, OutboxRoom room, RequestIds ids)
{
    /// <summary>
    /// The index for the changes of the request: itself, where nobody is told of them. Asked right before the commit, so that a body that took long to arrive does not go by a
    /// configuration that was replaced meanwhile.
    /// </summary>
    public async ValueTask<IObjectIndex> IndexOfAsync(S3Context context)
    {
        var (types, cause) = (TypesOf(context.Operation), CauseOf(context.Operation));
        if (types is null && cause is null) return index;

        var entry = await FindAsync(context);
        if (entry is null || entry.Bucket.Id != context.Bucket.Id) return index;
        var events = types is { } told && entry.Configuration.Notifications is { } rules ? new EventNotices(rules, told, OriginOf(context, entry.Bucket), room) : null;
        return IndexOf(events, NoticesOf(entry, cause));
    }

    /// <summary>The index for an object that a service of the store itself puts into a bucket.</summary>
    /// <exception cref="StorageException">NewerFormat: it cannot be read who is told of it.</exception>
    public IObjectIndex IndexOf(BucketEntry target, string service)
    {
        target.Configuration.Require(BucketDocumentKind.Notifications);
        target.Configuration.Require(BucketDocumentKind.Replication);
        var events = target.Configuration.Notifications is { } rules
            ? new EventNotices(rules, EventTriple.OfChange(EventType.ObjectCreatedPut), OriginOf(service, target.Bucket), room)
            : null;
        return IndexOf(events, NoticesOf(target, ReplicationCause.Version));
    }

    /// <summary>Demands, before anything is done, that it can be read who is told of what the request changes: nobody would ever be told of it afterwards.</summary>
    /// <exception cref="StorageException">NewerFormat.</exception>
    public static void RequireReadable(S3Context context)
    {
        if (context.Configuration.Unreadable.Count == 0) return;
        if (TypesOf(context.Operation) is not null) context.Configuration.Require(BucketDocumentKind.Notifications);
        if (CauseOf(context.Operation) is not null) context.Configuration.Require(BucketDocumentKind.Replication);
    }

    private EventOrigin OriginOf(S3Context context, BucketRecord bucket)
    {
        var source = context.Request.HttpContext.Connection.RemoteIpAddress?.ToString() ?? "";
        return new EventOrigin(bucket.Name, bucket.OwnerId, bucket.Region, context.Caller.UserId, source, context.RequestId, ids.ProcessId);
    }

    private EventOrigin OriginOf(string service, BucketRecord bucket) => new(bucket.Name, bucket.OwnerId, bucket.Region, service, service, RequestId: null, ids.ProcessId);

    private ReplicationNotices? NoticesOf(BucketEntry entry, ReplicationCause? cause) =>
        cause is { } reason && entry.Configuration.Replication is { } rules ? new ReplicationNotices(rules, entry.Bucket.Name, reason, room) : null;

    private IObjectIndex IndexOf(EventNotices? events, ReplicationNotices? replication)
    {
        IChangeNotices? notices = events is not null && replication is not null ? new JoinedNotices(events, replication) : (IChangeNotices?)events ?? replication;
        return notices is null ? index : index.Announcing(notices);
    }

    private async ValueTask<BucketEntry?> FindAsync(S3Context context)
    {
        try
        {
            // Not cut off by a client that goes away: what follows is not either.
            return (await buckets.FindAsync(context.Bucket.Name, CancellationToken.None)).Entry;
        }
        catch (StorageException)
        {
            // A catalog that does not answer must not make a write fail whose bytes are stored. What the request began with was in force then.
            return context.Entry;
        }
    }

    /// <summary>Why what the request changes is to be replicated; null where it is not.</summary>
    private static ReplicationCause? CauseOf(S3Operation operation) => operation switch
    {
        S3Operation.PutObject or S3Operation.PostObject or S3Operation.CopyObject or S3Operation.CompleteMultipartUpload => ReplicationCause.Version,
        S3Operation.DeleteObject or S3Operation.DeleteObjects => ReplicationCause.Version,
        S3Operation.PutObjectTagging or S3Operation.DeleteObjectTagging => ReplicationCause.Tags,
        S3Operation.PutObjectRetention or S3Operation.PutObjectLegalHold => ReplicationCause.Lock,
        _ => null,
    };

    private static EventTriple? TypesOf(S3Operation operation) => operation switch
    {
        S3Operation.PutObject => EventTriple.OfChange(EventType.ObjectCreatedPut),
        S3Operation.PostObject => EventTriple.OfChange(EventType.ObjectCreatedPost),
        S3Operation.CopyObject => EventTriple.OfChange(EventType.ObjectCreatedCopy),
        S3Operation.CompleteMultipartUpload => EventTriple.OfChange(EventType.ObjectCreatedCompleteMultipartUpload),
        S3Operation.DeleteObject or S3Operation.DeleteObjects => EventTriple.OfRemoval,
        S3Operation.PutObjectTagging => EventTriple.OfChange(EventType.ObjectTaggingPut),
        S3Operation.DeleteObjectTagging => EventTriple.OfChange(EventType.ObjectTaggingDelete),
        S3Operation.RestoreObject => EventTriple.OfChange(EventType.ObjectRestorePost),
        S3Operation.PutObjectAcl => EventTriple.OfChange(EventType.ObjectAclPut),
        _ => null,
    };
}
