namespace ObjectStore.Operator.Foreign;

/// <summary>An empty database.</summary>
public sealed record V1PostgresInitialization
{
    /// <summary>Its name.</summary>
    public required string Database { get; init; }

    /// <summary>The role that owns it.</summary>
    public required string Owner { get; init; }
}
