namespace ObjectStore.Operator.Api.V1Alpha1;

/// <summary>One rule, in the words of S3. It needs an action.</summary>
public sealed record BucketLifecycleRule
{
    /// <summary>Name of the rule, unique in the bucket. Without it "rule-" and its number, from 1.</summary>
    public string? Id { get; init; }

    /// <summary>Whether the rule does anything.</summary>
    public string Status { get; init; } = "Enabled";

    /// <summary>What the rule is about: all conditions must hold. Without it, everything.</summary>
    public BucketLifecycleFilter? Filter { get; init; }

    /// <summary>When current objects expire.</summary>
    public BucketLifecycleExpiration? Expiration { get; init; }

    /// <summary>When noncurrent versions are removed.</summary>
    public BucketNoncurrentVersionExpiration? NoncurrentVersionExpiration { get; init; }

    /// <summary>When uploads that nobody completes are aborted.</summary>
    public BucketAbortIncompleteMultipartUpload? AbortIncompleteMultipartUpload { get; init; }
}
