namespace ObjectStore.Operator.Api.V1Alpha1;

/// <summary>Where a rule sends a request.</summary>
public sealed record BucketRoutingRedirect
{
    /// <summary>Another host.</summary>
    public string? HostName { get; init; }

    /// <summary>Another protocol.</summary>
    public string? Protocol { get; init; }

    /// <summary>Stands for the prefix of the condition; may be empty.</summary>
    public string? ReplaceKeyPrefixWith { get; init; }

    /// <summary>Stands for the whole key.</summary>
    public string? ReplaceKeyWith { get; init; }

    /// <summary>Status of the redirect. Without it 301.</summary>
    public int? HttpRedirectCode { get; init; }
}
