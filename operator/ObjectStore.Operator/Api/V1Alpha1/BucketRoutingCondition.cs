namespace ObjectStore.Operator.Api.V1Alpha1;

/// <summary>When a rule is about a request.</summary>
public sealed record BucketRoutingCondition
{
    /// <summary>What the key begins with.</summary>
    public string? KeyPrefixEquals { get; init; }

    /// <summary>Status of the error that the request ended in.</summary>
    public int? HttpErrorCodeReturnedEquals { get; init; }
}
