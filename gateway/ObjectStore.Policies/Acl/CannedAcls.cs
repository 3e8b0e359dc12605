namespace ObjectStore.Policies.Acl;

/// <summary>Access control lists by name (Amazon S3 user guide, "Canned ACL").</summary>
public static class CannedAcls
{
    /// <summary>The name that every object may carry where lists are disabled.</summary>
    public const string BucketOwnerFullControl = "bucket-owner-full-control";

    /// <summary>Makes the list; false when there is none of the name.</summary>
    /// <param name="name">As in <c>x-amz-acl</c>.</param>
    /// <param name="ownerId">Who owns what the list is for.</param>
    /// <param name="bucketOwnerId">Who owns the bucket.</param>
    /// <param name="acl">The list.</param>
    public static bool TryMake(string name, string ownerId, string bucketOwnerId, out AccessControlList acl)
    {
        AclGrant[]? grants = name switch
        {
            "private" or "aws-exec-read" => [],
            "public-read" => [new(AclGranteeKind.AllUsers, "", AclPermission.Read)],
            "public-read-write" => [new(AclGranteeKind.AllUsers, "", AclPermission.Read), new(AclGranteeKind.AllUsers, "", AclPermission.Write)],
            "authenticated-read" => [new(AclGranteeKind.AuthenticatedUsers, "", AclPermission.Read)],
            "log-delivery-write" => [new(AclGranteeKind.LogDelivery, "", AclPermission.Write), new(AclGranteeKind.LogDelivery, "", AclPermission.ReadAcp)],
            "bucket-owner-read" => ForBucketOwner(ownerId, bucketOwnerId, AclPermission.Read),
            BucketOwnerFullControl => ForBucketOwner(ownerId, bucketOwnerId, AclPermission.FullControl),
            _ => null,
        };
        acl = new AccessControlList(ownerId, [.. grants ?? [], new AclGrant(AclGranteeKind.User, ownerId, AclPermission.FullControl)]);
        return grants is not null;
    }

    private static AclGrant[] ForBucketOwner(string ownerId, string bucketOwnerId, AclPermission permission) =>
        ownerId == bucketOwnerId ? [] : [new(AclGranteeKind.User, bucketOwnerId, permission)];
}
