namespace ObjectStore.Operator.Foreign;

/// <summary>What is routed.</summary>
public sealed record V1HTTPRouteSpec
{
    /// <summary>Gateways that take it up.</summary>
    public IReadOnlyList<V1RouteParent>? ParentRefs { get; init; }

    /// <summary>Hosts of requests.</summary>
    public IReadOnlyList<string>? Hostnames { get; init; }

    /// <summary>Where requests go.</summary>
    public IReadOnlyList<V1HTTPRouteRule>? Rules { get; init; }
}
