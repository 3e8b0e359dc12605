using Npgsql;

namespace ObjectStore.Index.Postgres;

/// <summary>One connection, what its server told, and whether statements are prepared on it. Used by one caller at a time.</summary>
internal sealed class PostgresConnection(NpgsqlConnection connection, PostgresServer server, bool isPrepared) : IAsyncDisposable
{
    public PostgresServer Server => server;

    public NpgsqlConnection Raw => connection;

    /// <summary>A command that is used many times; it goes with the connection.</summary>
    public NpgsqlCommand Command(string sql, params NpgsqlParameter[] parameters)
    {
        var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddRange(parameters);
        return command;
    }

    /// <summary>Prepares the command before its first use, where that is allowed.</summary>
    public Task EnsurePreparedAsync(NpgsqlCommand command, CancellationToken cancellationToken) =>
        !isPrepared || command.IsPrepared ? Task.CompletedTask : command.PrepareAsync(cancellationToken);

    /// <summary>Runs a statement and drops its rows.</summary>
    public async Task ExecuteAsync(string sql, CancellationToken cancellationToken, params NpgsqlParameter[] parameters)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddRange(parameters);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>The first column of the first row, or the default.</summary>
    public async Task<T?> QueryAsync<T>(string sql, CancellationToken cancellationToken, params NpgsqlParameter[] parameters)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddRange(parameters);
        return await command.ExecuteScalarAsync(cancellationToken) is T value ? value : default;
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();
}
