namespace ObjectStore.Operator.Api.V1Alpha1;

/// <summary>One Gateway.</summary>
public sealed record RouteParent
{
    /// <summary>Name of the Gateway.</summary>
    public required string Name { get; init; }

    /// <summary>Its namespace. Without it that of the store.</summary>
    public string? Namespace { get; init; }

    /// <summary>Name of one of its listeners. Without it all that fit.</summary>
    public string? SectionName { get; init; }
}
