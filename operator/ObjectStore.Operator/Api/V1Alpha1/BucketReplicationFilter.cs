namespace ObjectStore.Operator.Api.V1Alpha1;

/// <summary>What a rule of replication is about.</summary>
public sealed record BucketReplicationFilter
{
    /// <summary>What keys begin with.</summary>
    public string? Prefix { get; init; }

    /// <summary>Tags that an object must have.</summary>
    public IReadOnlyDictionary<string, string>? Tags { get; init; }
}
