namespace ObjectStore.Operator.Foreign;

/// <summary>A Service in the route's namespace.</summary>
public sealed record V1HTTPRouteBackend
{
    /// <summary>Its name.</summary>
    public string? Name { get; init; }

    /// <summary>Its port.</summary>
    public int? Port { get; init; }
}
