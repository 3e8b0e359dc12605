namespace ObjectStore.Operator.Api.V1Alpha1;

/// <summary>Retention of objects that are written without one. Without it there is none.</summary>
public sealed record BucketDefaultRetention
{
    /// <summary>GOVERNANCE, which some may lift, or COMPLIANCE, which nobody may.</summary>
    public required string Mode { get; init; }

    /// <summary>Days for which a version is locked.</summary>
    public int? Days { get; init; }

    /// <summary>Years for which a version is locked.</summary>
    public int? Years { get; init; }
}
