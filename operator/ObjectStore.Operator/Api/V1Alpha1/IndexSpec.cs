namespace ObjectStore.Operator.Api.V1Alpha1;

/// <summary>The database of the index. Exactly one kind.</summary>
public sealed record IndexSpec
{
    /// <summary>A PostgreSQL that somebody else runs.</summary>
    public PostgresIndex? Postgres { get; init; }

    /// <summary>One PostgreSQL instance that the operator runs. Without failover.</summary>
    public BundledIndex? Bundled { get; init; }

    /// <summary>A PostgreSQL with replicas in other zones that CloudNativePG runs, release 1.25 or later. Commits wait for a replica.</summary>
    public CloudNativePGIndex? CloudNativePG { get; init; }
}
