using Npgsql;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Postgres;

namespace ObjectStore.Index.Conformance.Postgres;

/// <summary>Stores in a schema of their own on the shared server.</summary>
public class PostgresFixture : OrderedStoreFixture
{
    private readonly string _schema = $"Test {Guid.NewGuid():N}";

    internal PostgresTestServer Server { get; } = Wait(PostgresTestServer.SharedAsync());

    /// <summary>Such as wait for as long as a busy machine may take.</summary>
    public virtual PostgresOptions Options => new()
    {
        ConnectionString = Server.ConnectionString,
        Schema = _schema,
        UnsafeAllowServerWithoutFlush = true,
        ConnectTimeout = TimeSpan.FromSeconds(30),
        ReadTimeout = TimeSpan.FromMinutes(2),
        CommitTimeout = TimeSpan.FromMinutes(2),
    };

    public override bool HasServer => true;

    public override IOrderedStore Open() => Wait(PostgresOrderedStore.OpenAsync(Options, CancellationToken.None));

    /// <summary>Runs statements beside the store; <c>{schema}</c> stands for the quoted name of its schema.</summary>
    public async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(Server.ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql.Replace("{schema}", $"\"{_schema}\"", StringComparison.Ordinal), connection);
        await command.ExecuteNonQueryAsync();
    }

    protected override void Dispose(bool disposing)
    {
        Wait(Task.Run(async () =>
        {
            await ExecuteAsync("DROP SCHEMA IF EXISTS {schema} CASCADE");
            return true;
        }));
        base.Dispose(disposing);
    }

#pragma warning disable VSTHRD002 // The suites open their store in a constructor; on a thread of the pool nothing waits for this one.
    private static T Wait<T>(Task<T> task) => task.GetAwaiter().GetResult();
#pragma warning restore VSTHRD002
}
