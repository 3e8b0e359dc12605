namespace ObjectStore.Operator.Foreign;

/// <summary>An empty database.</summary>
public sealed record V1PostgresInitialization
{
    /// <summary>Its name.</summary>
    public string? Database { get; init; }

    /// <summary>The role that owns it.</summary>
    public string? Owner { get; init; }
}
