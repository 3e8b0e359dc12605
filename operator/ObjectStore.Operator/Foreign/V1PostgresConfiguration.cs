namespace ObjectStore.Operator.Foreign;

/// <summary>Configuration of PostgreSQL.</summary>
public sealed record V1PostgresConfiguration
{
    /// <summary>Parameters by name.</summary>
    public IReadOnlyDictionary<string, string>? Parameters { get; init; }

    /// <summary>For which replicas a commit waits.</summary>
    public V1PostgresSynchronous? Synchronous { get; init; }
}
