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
}
