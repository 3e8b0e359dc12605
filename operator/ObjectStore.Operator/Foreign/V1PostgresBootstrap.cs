namespace ObjectStore.Operator.Foreign;

/// <summary>How a new database begins.</summary>
public sealed record V1PostgresBootstrap
{
    /// <summary>Empty.</summary>
    public V1PostgresInitialization? Initdb { get; init; }
}
