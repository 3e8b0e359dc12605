using Npgsql;
using ObjectStore.Index.Conformance.Postgres;

namespace ObjectStore.Clients.Tests.Index;

/// <summary>A PostgreSQL server that the tests of a class may crash, with a folder for everything else.</summary>
public sealed class DedicatedPostgres : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new("index-faults");
    private PostgresTestServer? _server;
    private int _stores;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => _server = await PostgresTestServer.StartAsync();

    /// <summary>A new folder for a store.</summary>
    public string NewFolder() => Directory.CreateDirectory(_directory.Combine($"store-{Interlocked.Increment(ref _stores)}")).FullName;

    /// <summary>Ends the server as a failure of its machine would.</summary>
    public Task CrashAsync() => _server!.SendAsync("crash");

    /// <summary>Starts it again.</summary>
    public Task StartAsync() => _server!.SendAsync("start");

    /// <summary>Runs one statement.</summary>
    public async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(_server!.ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        _directory.Dispose();
    }

    /// <summary>Declares a schema of the server as a database.</summary>
    /// <param name="name">Name of the database.</param>
    /// <param name="folder">Where the file with the connection string is written.</param>
    /// <param name="more">Appended to the connection string.</param>
    internal DatabaseSetting Declare(string name, string folder, string more = "")
    {
        var file = Path.Combine(folder, name + ".connection");
        File.WriteAllText(file, _server!.ConnectionString + more);
        return new DatabaseSetting(name) { ConnectionStringFile = file, More = [("Schema", SchemaOf(folder, name))] };
    }

    /// <summary>The schema of a database that was declared.</summary>
    internal static string SchemaOf(string folder, string name) => $"{Path.GetFileName(folder)}_{name}".Replace('-', '_');
}
