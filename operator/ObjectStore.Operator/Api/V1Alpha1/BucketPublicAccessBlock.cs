namespace ObjectStore.Operator.Api.V1Alpha1;

/// <summary>What keeps the bucket from being public, whatever its policy and lists say.</summary>
public sealed record BucketPublicAccessBlock
{
    /// <summary>Access control lists that grant something to the public are refused.</summary>
    public bool BlockPublicAcls { get; init; }

    /// <summary>Grants of access control lists to the public count for nothing.</summary>
    public bool IgnorePublicAcls { get; init; }

    /// <summary>Policies that are public are refused.</summary>
    public bool BlockPublicPolicy { get; init; }

    /// <summary>A policy that is public allows nothing to others.</summary>
    public bool RestrictPublicBuckets { get; init; }
}
