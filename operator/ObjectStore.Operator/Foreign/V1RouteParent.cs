namespace ObjectStore.Operator.Foreign;

/// <summary>A Gateway, or one of its listeners.</summary>
public sealed record V1RouteParent
{
    /// <summary>Name of the Gateway.</summary>
    public string? Name { get; init; }

    /// <summary>Its namespace, null for the route's own.</summary>
    public string? Namespace { get; init; }

    /// <summary>Name of a listener, null for all that fit.</summary>
    public string? SectionName { get; init; }
}
