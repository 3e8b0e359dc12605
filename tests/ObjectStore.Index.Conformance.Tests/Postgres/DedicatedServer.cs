using Npgsql;
using ObjectStore.Index.Postgres;
using Xunit;

namespace ObjectStore.Index.Conformance.Postgres;

/// <summary>A server that the tests of one class may crash and misconfigure.</summary>
public sealed class DedicatedServer : IAsyncLifetime
{
    private PostgresTestServer? _server;

    internal PostgresTestServer Server => _server!;

    /// <summary>Options of a store in a schema of its own, which waits for as long as a busy machine may take.</summary>
    public PostgresOptions Options => OptionsOf(Server.ConnectionString);
    /// <summary>The same with times that keep a test short whose reads and commits are to fail. Others may fail with them on a busy machine, and are to be repeated.</summary>
    public PostgresOptions Impatient => Options with { OpenTimeout = TimeSpan.FromMinutes(1), ReadTimeout = TimeSpan.FromSeconds(2), CommitTimeout = TimeSpan.FromSeconds(3) };

    /// <summary>What <see cref="Options"/> are, at any server.</summary>
    public static PostgresOptions OptionsOf(string connectionString) => new()
    {
        ConnectionString = connectionString,
        Schema = $"test_{Guid.NewGuid():N}",
        OpenTimeout = TimeSpan.Zero,
        ConnectTimeout = TimeSpan.FromSeconds(30),
        ReadTimeout = TimeSpan.FromMinutes(1),
        CommitTimeout = TimeSpan.FromMinutes(3),
    };

    public async ValueTask InitializeAsync() => _server = await PostgresTestServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
    }

    /// <summary>Runs one statement outside of every store.</summary>
    public async Task ExecuteAsync(string sql) => await QueryAsync<object>(sql);

    /// <summary>The first column of the first row.</summary>
    public async Task<T?> QueryAsync<T>(string sql)
    {
        await using var connection = new NpgsqlConnection(Server.ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync() is T value ? value : default;
    }

    /// <summary>Changes a setting of the running server, or takes the change back, and waits until new connections have it.</summary>
    public async Task SetAsync(string setting, string? value)
    {
        var before = await QueryAsync<string>($"SELECT current_setting('{setting}')");
        await ExecuteAsync(value is null ? $"ALTER SYSTEM RESET {setting}" : $"ALTER SYSTEM SET {setting} = '{value}'");
        await ExecuteAsync("SELECT pg_reload_conf()");
        while (await QueryAsync<string>($"SELECT current_setting('{setting}')") == before) await Task.Delay(10);
    }
}
