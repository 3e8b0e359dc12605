namespace ObjectStore.Operator.Foreign;

/// <summary>Requests that a rule is for.</summary>
public sealed record V1HTTPRouteMatch
{
    /// <summary>Their paths.</summary>
    public V1HTTPRoutePath? Path { get; init; }
}
