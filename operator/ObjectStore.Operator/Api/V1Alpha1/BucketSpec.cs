namespace ObjectStore.Operator.Api.V1Alpha1;

/// <summary>What the bucket shall be.</summary>
public sealed record BucketSpec
{
    /// <summary>The store that holds the bucket. Cannot be changed.</summary>
    public required StoreReference StoreRef { get; init; }

    /// <summary>Name in S3. Without it metadata.name. Cannot be changed.</summary>
    public string? Name { get; init; }

    /// <summary>Takes over a bucket of that name that exists already. Otherwise such a bucket is left alone and the reason is told.</summary>
    public bool Adopt { get; init; }

    /// <summary>What becomes of the bucket in S3 when this resource is deleted.</summary>
    public string DeletionPolicy { get; init; } = "Retain";

    /// <summary>With the policy Delete, deletes the bucket with all its objects. Otherwise a bucket that is not empty holds the deletion up.</summary>
    public bool ForceDelete { get; init; }

    /// <summary>Namespaces whose BucketAccess resources may refer to the bucket, besides its own. "*" stands for all.</summary>
    public IReadOnlyList<string>? AccessFrom { get; init; }

    /// <summary>Whether writes keep what they cover. Without it the bucket is left as it is.</summary>
    public string? Versioning { get; init; }

    /// <summary>Lets versions of objects be locked. Cannot be switched off again, and keeps versioning on.</summary>
    public BucketObjectLock? ObjectLock { get; init; }

    /// <summary>Tags of the bucket.</summary>
    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    /// <summary>Bucket policy, a JSON document of at most 20 KiB.</summary>
    public string? Policy { get; init; }

    /// <summary>Rules for requests of other origins, the first that matches counts.</summary>
    public IReadOnlyList<BucketCorsRule>? Cors { get; init; }

    /// <summary>What keeps the bucket from being public, whatever its policy and lists say.</summary>
    public BucketPublicAccessBlock? PublicAccessBlock { get; init; }

    /// <summary>Who owns objects that others put. BucketOwnerEnforced disables access control lists.</summary>
    public string? ObjectOwnership { get; init; }

    /// <summary>Access control list of the bucket by name; other than private it needs another objectOwnership than BucketOwnerEnforced.</summary>
    public string? Acl { get; init; }

    /// <summary>How objects are encrypted that come without saying it. Holds for what is written from then on.</summary>
    public BucketEncryption? Encryption { get; init; }

    /// <summary>Whether objects are compressed when they are written, where that shrinks them. Without it the bucket is left as it is.</summary>
    public string? Compression { get; init; }

    /// <summary>Rules after which objects, versions and uploads end by themselves.</summary>
    public IReadOnlyList<BucketLifecycleRule>? Lifecycle { get; init; }

    /// <summary>What goes to which target of the store's replication. The bucket must keep versions.</summary>
    public IReadOnlyList<BucketReplicationRule>? Replication { get; init; }

    /// <summary>How much the bucket may hold, over all gateways together.</summary>
    public BucketStorageQuota? Quota { get; init; }

    /// <summary>How the bucket is shown as a website, on the hosts that the store says.</summary>
    public BucketWebsite? Website { get; init; }
}
