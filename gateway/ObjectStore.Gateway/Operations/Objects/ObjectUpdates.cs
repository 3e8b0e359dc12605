using System.Diagnostics;
using ObjectStore.Gateway.Authorization;
using ObjectStore.Gateway.Operations.Buckets;
using ObjectStore.Gateway.Operations.Events;
using ObjectStore.Gateway.Operations.Locks;
using ObjectStore.Gateway.Operations.Versions;
using ObjectStore.Index.Objects;
using ObjectStore.S3.Errors;

namespace ObjectStore.Gateway.Operations.Objects;

/// <summary>Changes of what is said about a version: tags, retention, legal hold, access control list.</summary>
internal sealed class ObjectUpdates(EventAnnouncer events, BucketDirectory buckets, Authorizer authorizer)
{
    private const int AttemptsMax = 4;

    /// <summary>Applies an update to the version that the request names, and says in the answer which it was.</summary>
    public async ValueTask<S3Error?> ApplyAsync(S3Context context, ObjectUpdate update)
    {
        if (VersionIds.TryParse(context.Query[VersionIds.Parameter], out var version) is { } versionError) return versionError;
        for (var attempt = 0; attempt < AttemptsMax; attempt++)
        {
            // Not cut off by a client that goes away: an update happens or does not.
            var index = await events.IndexOfAsync(context);
            var result = await index.UpdateAsync(context.Bucket.Id, context.Key, version, Authorizer.Limit(context, update), CancellationToken.None);
            if (result.Outcome == WriteOutcome.PreconditionFailed)
            {
                // The object has other tags by now.
                if (await authorizer.AuthorizeAsync(context) is { } denied) return denied;
                continue;
            }

            if (result.Outcome is not (WriteOutcome.NoSuchKey or WriteOutcome.NoSuchBucket)) return ErrorOf(context, result);
            var (isSame, error) = await buckets.ConfirmAsync(context);
            if (error is not null) return error;
            if (isSame) return version is { } name ? VersionIds.NoSuchVersion(context.Key.ToString(), name) : await ObjectLookup.AbsentAsync(index, context);
        }

        return new S3Error(S3ErrorCode.ServiceUnavailable);
    }

    private static S3Error? ErrorOf(S3Context context, WriteResult result)
    {
        if (result.Outcome == WriteOutcome.Applied) VersionIds.AddHeaders(context, result);
        return result.Outcome switch
        {
            WriteOutcome.Applied => null,
            WriteOutcome.ObjectLocked => LockErrors.ObjectLocked(),
            WriteOutcome.NotAllowed => new S3Error(S3ErrorCode.AccessDenied),
            WriteOutcome.IsDeleteMarker => new S3Error(S3ErrorCode.MethodNotAllowed) { Fields = [new("Method", context.Request.Method), new("ResourceType", "DeleteMarker")] },
            _ => throw new UnreachableException($"An update of what is said about a version ended with {result.Outcome}."),
        };
    }
}
