namespace ObjectStore.Operator.Foreign;

/// <summary>How a new database begins.</summary>
public sealed record V1PostgresBootstrap
{
    /// <summary>Empty.</summary>
    public required V1PostgresInitialization Initdb { get; init; }
}
