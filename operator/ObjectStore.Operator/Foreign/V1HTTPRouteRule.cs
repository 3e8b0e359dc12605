namespace ObjectStore.Operator.Foreign;

/// <summary>Where requests go.</summary>
public sealed record V1HTTPRouteRule
{
    /// <summary>Which requests.</summary>
    public IReadOnlyList<V1HTTPRouteMatch>? Matches { get; init; }

    /// <summary>Services.</summary>
    public IReadOnlyList<V1HTTPRouteBackend>? BackendRefs { get; init; }

    /// <summary>How long a request may take.</summary>
    public V1HTTPRouteTimeouts? Timeouts { get; init; }
}
