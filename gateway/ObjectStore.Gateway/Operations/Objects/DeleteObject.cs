using Microsoft.AspNetCore.Http;
using ObjectStore.Gateway.Authorization;
using ObjectStore.Gateway.Operations.Buckets;
using ObjectStore.Gateway.Operations.Events;
using ObjectStore.Gateway.Operations.Replication;
using ObjectStore.Gateway.Operations.Versions;
using ObjectStore.Index.Objects;
using ObjectStore.S3.Errors;
using ObjectStore.S3.Http;

namespace ObjectStore.Gateway.Operations.Objects;

/// <summary>DELETE of an object or one of its versions. What is not there counts as deleted, also with a condition.</summary>
internal sealed class DeleteObject(EventAnnouncer events, BucketDirectory buckets, Authorizer authorizer) : IS3Operation
{
    private const int AttemptsMax = 4;

    public async ValueTask<S3Error?> HandleAsync(S3Context context)
    {
        if (VersionIds.TryParse(context.Query[VersionIds.Parameter], out var version) is { } versionError) return versionError;
        if (DeleteConditions.TryParse(context.Request.Headers, out var lastModified, out var size) is { } headerError) return headerError;
        if (WriteConditions.TryParse(context.Request.Headers, out var condition) is { } conditionError) return conditionError;
        if (ReplicaTerms.TryRead(context, out var replica) is { } replicaError) return replicaError;
        if (replica is not null) return await PutMarkerAsync(context, replica, version is not null || condition != WriteCondition.None);
        var deletion = new ObjectDeletion
        {
            Version = version,
            Condition = condition,
            MatchLastModified = lastModified,
            MatchSize = size,
            OwnerId = context.Caller.UserId,
            BypassesGovernance = authorizer.BypassesGovernance(context, context.Key, context.Query[VersionIds.Parameter]),
        };
        for (var attempt = 0; attempt < AttemptsMax; attempt++)
        {
            // Not cut off by a client that goes away: a delete happens or does not.
            var index = await events.IndexOfAsync(context);
            var result = await index.DeleteAsync(context.Bucket.Id, context.Key, deletion, CancellationToken.None);
            if (result.Outcome is WriteOutcome.NoSuchKey or WriteOutcome.NoSuchBucket)
            {
                var (isSame, bucketError) = await buckets.ConfirmAsync(context);
                if (bucketError is not null) return bucketError;
                if (!isSame) continue;
            }
            else if (result != WriteOutcome.Applied)
            {
                return WriteConditions.ErrorOf(result, condition, context);
            }

            VersionIds.AddHeaders(context, result with { Version = result.Version ?? version });
            context.WriteEmpty(StatusCodes.Status204NoContent);
            return null;
        }

        return new S3Error(S3ErrorCode.ServiceUnavailable);
    }

    /// <summary>A delete marker of another bucket takes its place among the versions of the key.</summary>
    private async ValueTask<S3Error?> PutMarkerAsync(S3Context context, ReplicaTerms replica, bool asksForMore)
    {
        if (asksForMore) return InvalidArgumentError.Of("A delete marker of another bucket goes with no version and no condition.", AmzHeaders.SourceVersionId, replica.Version.ToString());
        var index = await events.IndexOfAsync(context);
        var result = await index.PutAsync(context.Bucket.Id, context.Key, replica.Marker(context.Caller.UserId), WriteCondition.None, CancellationToken.None);
        if (result.Outcome is not (WriteOutcome.Applied or WriteOutcome.AlreadyThere)) return await RefusedWrite.ErrorOfAsync(buckets, context, result, WriteCondition.None);
        VersionIds.AddHeaders(context, new WriteResult(WriteOutcome.Applied, VersionName.Of(replica.Version), IsDeleteMarker: true));
        context.WriteEmpty(StatusCodes.Status204NoContent);
        return null;
    }
}
