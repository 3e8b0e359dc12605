namespace ObjectStore.Operator.Api.V1Alpha1;

/// <summary>Where every request is sent.</summary>
public sealed record BucketRedirectAll
{
    /// <summary>The host.</summary>
    public required string HostName { get; init; }

    /// <summary>Without it the request's own.</summary>
    public string? Protocol { get; init; }
}
