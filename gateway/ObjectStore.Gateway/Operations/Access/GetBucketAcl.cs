using ObjectStore.Policies.Acl;
using ObjectStore.S3.Acl;
using ObjectStore.S3.Errors;

namespace ObjectStore.Gateway.Operations.Access;

/// <summary>GET of a bucket's <c>acl</c>. Where lists are disabled it is the owner's alone.</summary>
internal sealed class GetBucketAcl : IS3Operation
{
    public async ValueTask<S3Error?> HandleAsync(S3Context context)
    {
        var isEnforced = context.Configuration.Ownership == ObjectOwnership.BucketOwnerEnforced;
        var acl = isEnforced ? AccessControlList.PrivateOf(context.Bucket.OwnerId) : context.Configuration.Acl;
        await context.WriteXmlAsync(AclAnswer.Render(context, acl));
        return null;
    }
}
