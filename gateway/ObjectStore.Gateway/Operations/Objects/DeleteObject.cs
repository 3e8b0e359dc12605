using Microsoft.AspNetCore.Http;
using ObjectStore.Gateway.Authorization;
using ObjectStore.Gateway.Operations.Buckets;
using ObjectStore.Gateway.Operations.Events;
using ObjectStore.Gateway.Operations.Versions;
using ObjectStore.Index.Objects;
using ObjectStore.S3.Errors;

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

            VersionIds.AddHeaders(context, result);
            context.WriteEmpty(StatusCodes.Status204NoContent);
            return null;
        }

        return new S3Error(S3ErrorCode.ServiceUnavailable);
    }
}
