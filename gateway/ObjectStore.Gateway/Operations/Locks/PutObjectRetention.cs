using Microsoft.AspNetCore.Http;
using ObjectStore.Gateway.Authorization;
using ObjectStore.Gateway.Operations.Buckets;
using ObjectStore.Gateway.Operations.Objects;
using ObjectStore.Gateway.Operations.Versions;
using ObjectStore.Index.Objects;
using ObjectStore.S3.Body;
using ObjectStore.S3.Errors;
using ObjectStore.S3.Xml;

namespace ObjectStore.Gateway.Operations.Locks;

/// <summary>PUT of an object's <c>retention</c>. The commit decides whether the one that holds allows it.</summary>
internal sealed class PutObjectRetention(
    ObjectUpdates updates, BucketDirectory buckets, Authorizer authorizer, DocumentAuthorizer documentAuthorizer, DocumentBudget documents, TimeProvider time) : IS3Operation
{
    public async ValueTask<S3Error?> HandleAsync(S3Context context)
    {
        using var lease = documents.Lease();
        await using var body = RequestBody.Create(context.Request, context.Authenticated, BodyRequirements.ForDocument);
        var document = await body.ReadAllAsync(RetentionRequest.BytesMax, lease, context.Aborted);
        if (!RetentionRequest.TryParse(document, out var sent)) return new S3Error(S3ErrorCode.MalformedXML);
        context.RequestedRetention = LockModes.TryParse(sent.Mode, out var mode) ? ObjectLocks.Of(mode, sent.Until) : null;
        if (await documentAuthorizer.AuthorizeAsync(context) is { } denied) return denied;
        if (await ObjectLocks.CheckBucketAsync(buckets, context) is { } bucketError) return bucketError;
        if (sent.Mode is not null && ObjectLocks.CheckFuture(sent.Until, time.GetUtcNow(), "RetainUntilDate") is { } timeError) return timeError;
        var update = new ObjectUpdate.SetRetention(context.RequestedRetention, authorizer.BypassesGovernance(context, context.Key, context.Query[VersionIds.Parameter]));
        if (await updates.ApplyAsync(context, update) is { } error) return error;
        context.WriteEmpty(StatusCodes.Status200OK);
        return null;
    }
}
