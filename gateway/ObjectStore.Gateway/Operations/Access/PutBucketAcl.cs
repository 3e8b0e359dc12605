using Microsoft.AspNetCore.Http;
using ObjectStore.Index.Catalog;
using ObjectStore.Policies.Acl;
using ObjectStore.S3.Errors;
using ObjectStore.S3.Http;

namespace ObjectStore.Gateway.Operations.Access;

/// <summary>PUT of a bucket's <c>acl</c>: a canned list, grants in headers, or a document.</summary>
internal sealed class PutBucketAcl(AclReader reader, BucketChanges changes) : IS3Operation
{
    public async ValueTask<S3Error?> HandleAsync(S3Context context)
    {
        var owner = context.Bucket.OwnerId;
        var (acl, error) = await reader.ReadAsync(context, owner, owner);
        if (acl is null) return error;
        if (ObjectOwners.CheckAllowed(context, acl, context.Header(AmzHeaders.Acl) ?? "") is { } refused) return refused;
        if (await changes.PutAsync(context, BucketDocumentKind.Acl, AclText.Format(acl)) is { } changeError) return changeError;
        context.WriteEmpty(StatusCodes.Status200OK);
        return null;
    }
}
