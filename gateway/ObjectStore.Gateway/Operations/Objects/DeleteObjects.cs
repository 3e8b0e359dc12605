using ObjectStore.Gateway.Authorization;
using ObjectStore.Gateway.Operations.Buckets;
using ObjectStore.Index.Objects;
using ObjectStore.S3.Body;
using ObjectStore.S3.Errors;
using ObjectStore.S3.Routing;
using ObjectStore.S3.Xml;

namespace ObjectStore.Gateway.Operations.Objects;

/// <summary>POST of a bucket's <c>delete</c>: up to 1,000 objects, each deleted or not on its own.</summary>
internal sealed class DeleteObjects(IObjectIndex index, BucketDirectory buckets, Authorizer authorizer, DocumentBudget documents) : IS3Operation
{
    /// <summary>Commits under way at once for one request: a guess, enough to fill the index's group commit.</summary>
    private const int Parallelism = 16;

    public async ValueTask<S3Error?> HandleAsync(S3Context context)
    {
        using var lease = documents.Lease();
        await using var body = RequestBody.Create(context.Request, context.Authenticated, BodyRequirements.ForDocumentWithDigest);
        var document = await body.ReadAllAsync(DeleteObjectsRequest.BytesMax, lease, context.Aborted);
        if (!DeleteObjectsRequest.TryParse(document, out var request)) return new S3Error(S3ErrorCode.MalformedXML);

        // Deleting in a bucket that is another one by now would report deletions that did not happen.
        var (_, error) = await buckets.ConfirmAsync(context);
        if (error is not null) return error;
        var errors = new S3Error?[request.Objects.Count];
        await Parallel.ForAsync(
            0,
            errors.Length,
            new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = context.Aborted, TaskScheduler = TaskScheduler.Current },
            async (i, _) => errors[i] = await DeleteAsync(context, request.Objects[i]));
        await context.WriteXmlAsync(Render(request, errors));
        return null;
    }

    private async ValueTask<S3Error?> DeleteAsync(S3Context context, ObjectToDelete item)
    {
        if (ObjectKeys.TryCreate(item.Key, out var key) is { } keyError) return keyError;
        if (authorizer.AuthorizeKey(context, key!.Value, item.VersionId is not null) is { } denied) return denied;
        if (item.HasOtherConditions) return new S3Error(S3ErrorCode.NotImplemented, "LastModifiedTime and Size are conditions of directory buckets.");
        if (VersionIds.Check(item.VersionId) is { } versionError) return versionError;
        var condition = new WriteCondition(MustNotExist: false, item.ETag);

        // Not cut off: a delete happens or does not.
        var outcome = await index.DeleteAsync(context.Bucket.Id, key.Value, condition, CancellationToken.None);
        return outcome switch
        {
            WriteOutcome.Applied or WriteOutcome.NoSuchKey => null,
            WriteOutcome.PreconditionFailed => new S3Error(S3ErrorCode.PreconditionFailed),
            _ => new S3Error(S3ErrorCode.NoSuchBucket),
        };
    }

    private static S3XmlWriter Render(DeleteObjectsRequest request, S3Error?[] errors)
    {
        var xml = new S3XmlWriter();
        xml.StartDocument("DeleteResult"u8);
        for (var i = 0; i < errors.Length; i++)
        {
            var item = request.Objects[i];
            if (errors[i] is { } error)
            {
                xml.Start("Error"u8);
                xml.Element("Key"u8, item.Key);
                xml.Element("VersionId"u8, item.VersionId);
                xml.Element("Code"u8, error.Code.ToString());
                xml.Element("Message"u8, error.Message);
                xml.End("Error"u8);
            }
            else if (!request.IsQuiet)
            {
                xml.Start("Deleted"u8);
                xml.Element("Key"u8, item.Key);
                xml.Element("VersionId"u8, item.VersionId);
                xml.End("Deleted"u8);
            }
        }

        xml.End("DeleteResult"u8);
        return xml;
    }
}
