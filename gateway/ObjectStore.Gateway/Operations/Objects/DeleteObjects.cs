using System.Runtime.ExceptionServices;
using Microsoft.Extensions.Logging;
using ObjectStore.Core.Errors;
using ObjectStore.Core.Identifiers;
using ObjectStore.Gateway.Authorization;
using ObjectStore.Gateway.Middleware;
using ObjectStore.Gateway.Operations.Buckets;
using ObjectStore.Gateway.Operations.Events;
using ObjectStore.Gateway.Operations.Locks;
using ObjectStore.Gateway.Operations.Versions;
using ObjectStore.Index.Objects;
using ObjectStore.S3.Body;
using ObjectStore.S3.Errors;
using ObjectStore.S3.Routing;
using ObjectStore.S3.Xml;

namespace ObjectStore.Gateway.Operations.Objects;

/// <summary>POST of a bucket's <c>delete</c>: up to 1,000 objects, each deleted or not on its own.</summary>
internal sealed partial class DeleteObjects(
    EventAnnouncer events, BucketDirectory buckets, Authorizer authorizer, DocumentBudget documents, ILogger<DeleteObjects> logger) : IS3Operation
{
    /// <summary>Reads or commits under way at once for one request: a guess, enough to fill the index's group commit.</summary>
    private const int Parallelism = 16;

    /// <summary>The tags that an object has, or the failure of the store to tell them.</summary>
    private readonly record struct ReadTags(IReadOnlyList<KeyValuePair<string, string>>? Tags, StorageException? Failure = null);

    /// <summary>What is to be deleted, or the answer about what is not.</summary>
    private readonly record struct AllowedDeletion(ObjectKey Key, ObjectDeletion? Deletion, DeletionAnswer Answer = default)
    {
        public AllowedDeletion(S3Error error)
            : this(default, Deletion: null, new DeletionAnswer(default, error))
        {
        }

        public AllowedDeletion(StorageException failure)
            : this(default, Deletion: null, new DeletionAnswer(failure))
        {
        }
    }

    /// <summary>What became of one deletion; <paramref name="Failure"/> where the store failed, beside the error that tells of it.</summary>
    private readonly record struct DeletionAnswer(WriteResult Result, S3Error? Error, StorageException? Failure = null)
    {
        public DeletionAnswer(StorageException failure)
            : this(default, StorageErrors.Of(failure), failure)
        {
        }
    }

    public async ValueTask<S3Error?> HandleAsync(S3Context context)
    {
        using var lease = documents.Lease();
        await using var body = RequestBody.Create(context.Request, context.Authenticated, BodyRequirements.ForDocumentWithDigest);
        var document = await body.ReadAllAsync(DeleteObjectsRequest.BytesMax, lease, context.Aborted);
        if (!DeleteObjectsRequest.TryParse(document, out var request)) return new S3Error(S3ErrorCode.MalformedXML);

        // Deleting in a bucket that is another one by now would report deletions that did not happen.
        var (_, error) = await buckets.ConfirmAsync(context);
        if (error is not null) return error;
        var tags = await ReadAllTagsAsync(context, request.Objects);

        // One after the other: decisions read the request, which is for one thread.
        var allowed = new AllowedDeletion[request.Objects.Count];
        for (var i = 0; i < allowed.Length; i++) allowed[i] = Decide(context, request.Objects[i], tags[i]);
        var bucket = context.Bucket.Id;
        var index = await events.IndexOfAsync(context);
        var answers = new DeletionAnswer[allowed.Length];
        await Parallel.ForAsync(0, answers.Length, Bounded(context), async (i, _) => answers[i] = await DeleteAsync(index, bucket, allowed[i]));
        TellFailures(context, answers);
        await context.WriteXmlAsync(Render(request, answers));
        return null;
    }

    private static ParallelOptions Bounded(S3Context context) =>
        new() { MaxDegreeOfParallelism = Parallelism, CancellationToken = context.Aborted, TaskScheduler = TaskScheduler.Current };

    private static WriteCondition ConditionOf(ObjectToDelete item) => new(MustNotExist: false, item.ETag);

    /// <summary>Reads the tags of what is compared by its entity tag, where policies ask about them.</summary>
    private async ValueTask<ReadTags[]> ReadAllTagsAsync(S3Context context, IReadOnlyList<ObjectToDelete> items)
    {
        var tags = new ReadTags[items.Count];
        if (!Authorizer.AsksAboutComparedTags(context)) return tags;
        var bucket = context.Bucket.Id;
        await Parallel.ForAsync(0, tags.Length, Bounded(context), async (i, token) => tags[i] = await ReadTagsAsync(bucket, items[i], token));
        return tags;
    }

    private async ValueTask<ReadTags> ReadTagsAsync(BucketId bucket, ObjectToDelete item, CancellationToken cancellationToken)
    {
        if (!ConditionOf(item).ComparesETag || ObjectKeys.TryCreate(item.Key, out var key) is not null) return default;
        try
        {
            return new ReadTags(await authorizer.ReadTagsAsync(bucket, key!.Value, item.VersionId, cancellationToken));
        }
        catch (StorageException exception)
        {
            return new ReadTags(Tags: null, exception);
        }
    }

    private AllowedDeletion Decide(S3Context context, ObjectToDelete item, ReadTags read)
    {
        if (ObjectKeys.TryCreate(item.Key, out var key) is { } keyError) return new AllowedDeletion(keyError);
        if (authorizer.AuthorizeKey(context, key!.Value, item.VersionId) is { } denied) return new AllowedDeletion(denied);
        if (read.Failure is not null) return new AllowedDeletion(read.Failure);
        var condition = ConditionOf(item);
        if (condition.ComparesETag && authorizer.AuthorizeComparison(context, key.Value, item.VersionId, read.Tags) is { } hidden) return new AllowedDeletion(hidden);
        if (DeleteConditions.TryParse(item.LastModifiedTime, item.Size, out var lastModified, out var size) is { } conditionError) return new AllowedDeletion(conditionError);

        // As on AWS, otherwise than for DeleteObject: what cannot be a version of the key is none of its versions.
        if (VersionIds.TryParse(item.VersionId, out var version) is not null) return new AllowedDeletion(new S3Error(S3ErrorCode.NoSuchVersion));
        var deletion = new ObjectDeletion
        {
            OwnerId = context.Caller.UserId,
            Version = version,
            Condition = condition,
            MatchLastModified = lastModified,
            MatchSize = size,
            BypassesGovernance = authorizer.BypassesGovernance(context, key.Value, item.VersionId),
        };
        return new AllowedDeletion(key.Value, deletion);
    }

    /// <summary>Deletes one. A failure of the store is this one's alone: the others are deleted and reported all the same.</summary>
    private static async ValueTask<DeletionAnswer> DeleteAsync(IObjectIndex index, BucketId bucket, AllowedDeletion allowed)
    {
        if (allowed.Deletion is null) return allowed.Answer;
        try
        {
            // Not cut off: a delete happens or does not.
            var result = await index.DeleteAsync(bucket, allowed.Key, allowed.Deletion.Value, CancellationToken.None);
            return new DeletionAnswer(result, ErrorOf(result.Outcome));
        }
        catch (StorageException exception)
        {
            return new DeletionAnswer(exception);
        }
    }

    private static S3Error? ErrorOf(WriteOutcome outcome) => outcome switch
    {
        WriteOutcome.Applied or WriteOutcome.NoSuchKey => null,
        WriteOutcome.PreconditionFailed => new S3Error(S3ErrorCode.PreconditionFailed),
        WriteOutcome.ObjectLocked => LockErrors.ObjectLocked(),
        _ => new S3Error(S3ErrorCode.NoSuchBucket),
    };

    /// <summary>Logs once what failed in the store. Where that is everything it is thrown, as the failure of the request, which clients then try again.</summary>
    private void TellFailures(S3Context context, DeletionAnswer[] answers)
    {
        StorageException[] failures = [.. answers.Select(static answer => answer.Failure).OfType<StorageException>()];
        if (failures.Length == 0) return;
        if (failures.Length == answers.Length) ExceptionDispatchInfo.Throw(failures[0]);
        Log.DeletionsFailed(logger, context.RequestId, failures.Length, failures[0].Code, failures[0]);
    }

    private static S3XmlWriter Render(DeleteObjectsRequest request, DeletionAnswer[] answers)
    {
        var xml = new S3XmlWriter();
        xml.StartDocument("DeleteResult"u8);
        for (var i = 0; i < answers.Length; i++)
        {
            var item = request.Objects[i];
            if (answers[i].Error is { } error)
            {
                xml.Start("Error"u8);
                xml.Element("Key"u8, item.Key);
                xml.Element("VersionId"u8, item.VersionId);
                xml.Element("Code"u8, S3ErrorCatalog.NameOf(error.Code));
                xml.Element("Message"u8, error.Message);
                xml.End("Error"u8);
            }
            else if (!request.IsQuiet)
            {
                xml.Start("Deleted"u8);
                xml.Element("Key"u8, item.Key);
                xml.Element("VersionId"u8, item.VersionId);
                if (answers[i].Result is { IsDeleteMarker: true } result)
                {
                    xml.Element("DeleteMarker"u8, true);
                    xml.Element("DeleteMarkerVersionId"u8, result.Version?.ToString());
                }

                xml.End("Deleted"u8);
            }
        }

        xml.End("DeleteResult"u8);
        return xml;
    }
}
