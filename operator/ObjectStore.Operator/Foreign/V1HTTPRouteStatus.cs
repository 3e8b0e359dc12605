namespace ObjectStore.Operator.Foreign;

/// <summary>What the controllers of a route's gateways say of it.</summary>
public sealed record V1HTTPRouteStatus
{
    /// <summary>For each gateway that looked at it.</summary>
    public IReadOnlyList<V1RouteParentStatus>? Parents { get; init; }
}
