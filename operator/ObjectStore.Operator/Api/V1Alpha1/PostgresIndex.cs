namespace ObjectStore.Operator.Api.V1Alpha1;

/// <summary>A PostgreSQL that somebody else runs.</summary>
public sealed record PostgresIndex
{
    /// <summary>Secret whose key "connection" holds the connection string.</summary>
    public required string ConnectionSecretName { get; init; }
}
