namespace ObjectStore.Operator.Api.V1Alpha1;

/// <summary>One rule; the first that matches counts.</summary>
public sealed record BucketRoutingRule
{
    /// <summary>When; all that it names has to hold. Without it always.</summary>
    public BucketRoutingCondition? Condition { get; init; }

    /// <summary>Where to. What it does not name stays as it was asked for.</summary>
    public required BucketRoutingRedirect Redirect { get; init; }
}
