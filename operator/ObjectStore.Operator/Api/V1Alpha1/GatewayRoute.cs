namespace ObjectStore.Operator.Api.V1Alpha1;

/// <summary>An HTTPRoute of the Gateway API for the hostnames.</summary>
public sealed record GatewayRoute
{
    /// <summary>Name of the Gateway.</summary>
    public required string ParentName { get; init; }

    /// <summary>Namespace of the Gateway. Without it the store's own.</summary>
    public string? ParentNamespace { get; init; }

    /// <summary>Listener of the Gateway. Without it all that fit.</summary>
    public string? SectionName { get; init; }
}
