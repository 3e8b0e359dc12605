namespace ObjectStore.S3.Acl;

/// <summary>Who owns the objects that others put into a bucket, named as S3 names it.</summary>
public enum ObjectOwnership
{
    /// <summary>Who puts them.</summary>
    ObjectWriter,

    /// <summary>The bucket's owner when they come with <c>bucket-owner-full-control</c>.</summary>
    BucketOwnerPreferred,

    /// <summary>The bucket's owner, and access control lists count for nothing.</summary>
    BucketOwnerEnforced,
}
