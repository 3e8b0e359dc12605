using ObjectStore.Index.Postgres;

namespace ObjectStore.Index.Conformance.Postgres;

/// <summary>Stores behind a PgBouncer that gives every transaction another connection to the server.</summary>
public sealed class PgBouncerFixture : PostgresFixture
{
    public override PostgresOptions Options => base.Options with { ConnectionString = Server.PoolerConnectionString };
}
