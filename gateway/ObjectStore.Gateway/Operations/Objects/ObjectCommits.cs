using ObjectStore.Gateway.DataPath;
using ObjectStore.Gateway.Operations.Buckets;
using ObjectStore.Gateway.Operations.Events;
using ObjectStore.Gateway.Operations.Lifecycle;
using ObjectStore.Gateway.Operations.Replication;
using ObjectStore.Gateway.Operations.Versions;
using ObjectStore.Index.Objects;
using ObjectStore.S3.Errors;

namespace ObjectStore.Gateway.Operations.Objects;

/// <summary>Makes an object whose bytes are stored the current one of its key.</summary>
internal sealed class ObjectCommits(IObjectIndex objects, EventAnnouncer events, IObjectData data, BucketDirectory buckets, TimeProvider time)
{
    /// <summary>Refuses a write that cannot succeed now, so that its body is not asked for; the commit judges again.</summary>
    public async ValueTask<S3Error?> JudgeEarlyAsync(S3Context context, WriteCondition condition)
    {
        if (condition == WriteCondition.None) return null;
        var error = WriteConditions.Judge(condition, await objects.GetAsync(context.Bucket.Id, context.Key, context.Aborted), context);
        if (error is not { Code: S3ErrorCode.NoSuchKey }) return error;

        // The key may be there in another bucket that has the name by now.
        var (isSame, bucketError) = await buckets.ConfirmAsync(context);
        return bucketError ?? (isSame ? error : new S3Error(S3ErrorCode.ServiceUnavailable));
    }

    /// <summary>Commits the object and says in the answer which version it is; or gives its stripes up, and the error.</summary>
    public async ValueTask<(ObjectRecord? Record, S3Error? Error)> PutAsync(S3Context context, WriteTerms terms, WrittenBytes written, WriteCondition condition)
    {
        var index = await events.IndexOfAsync(context);
        var record = terms.ObjectOf(written, CommitTime.Now(time));

        // Not cut off by a client that goes away: whether the object is there must not depend on the moment.
        var result = await index.PutAsync(context.Bucket.Id, context.Key, record, condition, CancellationToken.None);
        if (result != WriteOutcome.Applied)
        {
            await data.DiscardAsync(record.Runs);
            if (result == WriteOutcome.AlreadyThere)
            {
                ReplicationHeaders.AddExisted(context, record);
                return (record, null);
            }

            return (null, await RefusedWrite.ErrorOfAsync(buckets, context, result, condition));
        }

        VersionIds.AddHeader(context, result);
        LifecycleHeaders.AddExpiration(context, record);
        return (record, null);
    }
}
