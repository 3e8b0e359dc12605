namespace ObjectStore.Operator.Api.V1Alpha1;

/// <summary>What a lifecycle rule is about.</summary>
public sealed record BucketLifecycleFilter
{
    /// <summary>What keys begin with.</summary>
    public string? Prefix { get; init; }

    /// <summary>Tags that an object must have.</summary>
    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    /// <summary>Bytes that an object must be larger than.</summary>
    public long? ObjectSizeGreaterThan { get; init; }

    /// <summary>Bytes that an object must be smaller than.</summary>
    public long? ObjectSizeLessThan { get; init; }
}
