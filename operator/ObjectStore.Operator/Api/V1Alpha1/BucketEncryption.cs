namespace ObjectStore.Operator.Api.V1Alpha1;

/// <summary>How objects are encrypted that come without saying it.</summary>
public sealed record BucketEncryption
{
    /// <summary>AES256 with the keys of the store (SSE-S3), or aws:kms with one of a key service.</summary>
    public required string Algorithm { get; init; }

    /// <summary>Key of the key service, which aws:kms needs.</summary>
    public string? KmsKeyId { get; init; }

    /// <summary>What S3 answers as BucketKeyEnabled; data keys are wrapped for each object either way.</summary>
    public bool? BucketKeyEnabled { get; init; }
}
