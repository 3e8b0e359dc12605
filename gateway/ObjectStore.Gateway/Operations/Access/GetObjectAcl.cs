using ObjectStore.Gateway.Authorization;
using ObjectStore.Gateway.Operations.Objects;
using ObjectStore.Gateway.Operations.Versions;
using ObjectStore.Policies.Acl;
using ObjectStore.S3.Acl;
using ObjectStore.S3.Errors;

namespace ObjectStore.Gateway.Operations.Access;

/// <summary>GET of an object's <c>acl</c>. Where lists are disabled it is the bucket owner's alone.</summary>
internal sealed class GetObjectAcl(ObjectLookup lookup) : IS3Operation
{
    public async ValueTask<S3Error?> HandleAsync(S3Context context)
    {
        var (record, error) = await lookup.FindAsync(context);
        if (record is null) return error;
        var isEnforced = context.Configuration.Ownership == ObjectOwnership.BucketOwnerEnforced;
        VersionIds.AddHeader(context, record);
        await context.WriteXmlAsync(AclAnswer.Render(context, isEnforced ? AccessControlList.PrivateOf(context.Bucket.OwnerId) : ObjectAcl.Of(record)));
        return null;
    }
}
