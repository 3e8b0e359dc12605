namespace ObjectStore.Operator.Foreign;

/// <summary>Configuration of PostgreSQL.</summary>
public sealed record V1PostgresConfiguration
{
    /// <summary>Parameters by name.</summary>
    public required IReadOnlyDictionary<string, string> Parameters { get; init; }

    /// <summary>For which replicas a commit waits.</summary>
    public required V1PostgresSynchronous Synchronous { get; init; }
}
