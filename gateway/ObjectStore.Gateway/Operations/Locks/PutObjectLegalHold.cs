using Microsoft.AspNetCore.Http;
using ObjectStore.Gateway.Authorization;
using ObjectStore.Gateway.Operations.Buckets;
using ObjectStore.Gateway.Operations.Objects;
using ObjectStore.Index.Objects;
using ObjectStore.S3.Body;
using ObjectStore.S3.Errors;
using ObjectStore.S3.Xml;

namespace ObjectStore.Gateway.Operations.Locks;

/// <summary>PUT of an object's <c>legal-hold</c>.</summary>
internal sealed class PutObjectLegalHold(ObjectUpdates updates, BucketDirectory buckets, DocumentAuthorizer authorizer, DocumentBudget documents) : IS3Operation
{
    public async ValueTask<S3Error?> HandleAsync(S3Context context)
    {
        using var lease = documents.Lease();
        await using var body = RequestBody.Create(context.Request, context.Authenticated, BodyRequirements.ForDocument);
        var document = await body.ReadAllAsync(LegalHoldRequest.BytesMax, lease, context.Aborted);
        if (!LegalHoldRequest.TryParse(document, out var isOn)) return new S3Error(S3ErrorCode.MalformedXML);
        context.RequestedLegalHold = isOn;
        if (await authorizer.AuthorizeAsync(context) is { } denied) return denied;
        if (await ObjectLocks.CheckBucketAsync(buckets, context) is { } bucketError) return bucketError;
        if (await updates.ApplyAsync(context, new ObjectUpdate.SetLegalHold(isOn)) is { } error) return error;
        context.WriteEmpty(StatusCodes.Status200OK);
        return null;
    }
}
