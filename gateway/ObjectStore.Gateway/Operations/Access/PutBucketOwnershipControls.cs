using Microsoft.AspNetCore.Http;
using ObjectStore.Index.Catalog;
using ObjectStore.S3.Acl;
using ObjectStore.S3.Body;
using ObjectStore.S3.Errors;
using ObjectStore.S3.Xml;

namespace ObjectStore.Gateway.Operations.Access;

/// <summary>PUT of a bucket's <c>ownershipControls</c>. Lists are disabled only while the bucket's own gives others nothing.</summary>
internal sealed class PutBucketOwnershipControls(DocumentBudget documents, BucketChanges changes) : IS3Operation
{
    public async ValueTask<S3Error?> HandleAsync(S3Context context)
    {
        using var lease = documents.Lease();
        await using var body = RequestBody.Create(context.Request, context.Authenticated, BodyRequirements.ForDocument);
        var document = await body.ReadAllAsync(OwnershipControlsRequest.BytesMax, lease, context.Aborted);
        if (!OwnershipControlsRequest.TryParse(document, out var ownership)) return new S3Error(S3ErrorCode.MalformedXML);
        if (ownership == ObjectOwnership.BucketOwnerEnforced && !context.Configuration.Acl.IsPrivate)
            return new S3Error(S3ErrorCode.InvalidBucketAclWithObjectOwnership) { Fields = [new("BucketName", context.Bucket.Name)] };
        if (await changes.PutAsync(context, BucketDocumentKind.Ownership, ownership.ToString()) is { } error) return error;
        context.WriteEmpty(StatusCodes.Status200OK);
        return null;
    }
}
