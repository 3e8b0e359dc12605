using ObjectStore.Policies.Acl;
using ObjectStore.S3.Acl;
using ObjectStore.S3.Errors;
using ObjectStore.S3.Http;

namespace ObjectStore.Gateway.Operations.Access;

/// <summary>Decides who owns an object that is about to be written, and which list it gets (Amazon S3 user guide, "Controlling ownership of objects").</summary>
/// <remarks>What nobody signed, and what an administrator puts into another's bucket, belongs to the bucket's owner.</remarks>
internal sealed class ObjectOwners(AclReader reader)
{
    /// <summary>Gives the error of a list that the bucket does not allow.</summary>
    public S3Error? TryDecide(S3Context context, out ObjectOwner owner)
    {
        var bucketOwner = context.Bucket.OwnerId;
        var canned = context.Header(AmzHeaders.Acl) ?? "";
        var isBucketOwners = context.Caller.IsAnonymous || context.Caller.IsAdmin || context.Configuration.Ownership switch
        {
            ObjectOwnership.BucketOwnerEnforced => true,
            ObjectOwnership.BucketOwnerPreferred => canned == CannedAcls.BucketOwnerFullControl,
            _ => false,
        };
        var userId = isBucketOwners ? bucketOwner : context.Caller.UserId;
        owner = new ObjectOwner(userId, AccessControlList.PrivateOf(userId));
        if (reader.TryReadHeaders(context, userId, bucketOwner, out var acl) is { } error) return error;
        if (acl is null) return null;
        if (CheckAllowed(context, acl, canned) is { } refused) return refused;
        if (context.Configuration.Ownership != ObjectOwnership.BucketOwnerEnforced) owner = new ObjectOwner(userId, acl);
        return null;
    }

    /// <summary>The error of a list in a bucket that has none, or that blocks public ones; null when it is allowed.</summary>
    public static S3Error? CheckAllowed(S3Context context, AccessControlList acl, string canned)
    {
        var configuration = context.Configuration;
        if (configuration.Ownership == ObjectOwnership.BucketOwnerEnforced && canned != CannedAcls.BucketOwnerFullControl)
            return new S3Error(S3ErrorCode.AccessControlListNotSupported, "The bucket does not allow ACLs");
        return configuration.PublicAccessBlock is { BlockPublicAcls: true } && acl.IsPublic ? new S3Error(S3ErrorCode.AccessDenied) : null;
    }
}
