using System.Globalization;
using Npgsql;
using ObjectStore.Core.Errors;

namespace ObjectStore.Index.Postgres;

/// <summary>Makes connections and refuses servers that must not be used. Thread-safe.</summary>
/// <remarks>The engine bounds and keeps its connections itself; the driver's pool is not used.</remarks>
internal sealed class PostgresConnector(PostgresOptions options) : IAsyncDisposable
{
    /// <summary>15: the oldest release that is supported, and tested.</summary>
    private const int VersionNumberMin = 150_000;

    private const string Describe = """
        SELECT current_setting('server_version_num')::int, pg_backend_pid(), pg_is_in_recovery() OR current_setting('transaction_read_only')::bool,
            current_setting('fsync')::bool AND current_setting('full_page_writes')::bool, current_setting('synchronous_standby_names')
        """;

    /// <summary>
    /// Every statement finds its rows by the primary key. The planner must not think otherwise when its statistics are of a time when the table was
    /// small, and commits need snapshots that are newer than their locks. Behind a pooler the functions of the schema set the same.
    /// </summary>
    private const string Settings = """
        SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off; SET enable_bitmapscan = off; SET enable_sort = off; SET jit = off;
        SET default_transaction_isolation = 'read committed'
        """;

    private readonly Lock _lock = new();
    private NpgsqlDataSource? _source;
    private string? _sourceString;

    /// <summary>Opens a connection to a server that takes writes.</summary>
    /// <exception cref="StorageException">IndexUnavailable; Refused when trying again is of no use.</exception>
    public async Task<PostgresConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        var connection = SourceOfNow().CreateConnection();
        try
        {
            await connection.OpenAsync(cancellationToken);
            var server = await DescribeAsync(connection, cancellationToken);
            var isPrepared = options.PreparedStatements switch
            {
                PreparedStatements.Auto => !server.IsBehindPooler,
                PreparedStatements.Always => true,
                _ => false,
            };
            if (!server.IsBehindPooler) await ExecuteAsync(connection, Settings, cancellationToken);
            return new PostgresConnection(connection, server, isPrepared);
        }
        catch (Exception exception)
        {
            await connection.DisposeAsync();
            // Whatever else it is, such as a certificate file that is being replaced, may be put right.
            if (exception is StorageException or OperationCanceledException) throw;
            throw PostgresFailure.Create(exception);
        }
    }

    /// <summary>As <see cref="ConnectAsync"/>, for a store that is open: a server that must not be used, or a password that is wrong by now, may be put right.</summary>
    /// <exception cref="StorageException">IndexUnavailable, at the latest when the deadline has passed.</exception>
    public async Task<PostgresConnection> ReconnectAsync(Deadline deadline, CancellationToken cancellationToken)
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        cancel.CancelAfter(deadline.Remaining);
        try
        {
            return await ConnectAsync(cancel.Token);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new StorageException(StorageErrorCode.IndexUnavailable, "PostgreSQL cannot be reached in time.", exception);
        }
        catch (StorageException exception) when (exception.Code == StorageErrorCode.Refused)
        {
            throw new StorageException(StorageErrorCode.IndexUnavailable, exception.Message, exception);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_source is not null) await _source.DisposeAsync();
    }

    /// <summary>
    /// How soon a server that is gone is noticed, and one that has taken over: unless the string says otherwise, which <c>ShouldSerialize</c> tells
    /// (<c>ContainsKey</c> is true of every name that the driver knows).
    /// </summary>
    internal static void SetFailureDetection(NpgsqlConnectionStringBuilder settings)
    {
        var hosts = settings.Host?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];

        // Not for sockets of this machine, which have no such option.
        if (Array.TrueForAll(hosts, static host => host[0] is not ('/' or '@')) && !settings.ShouldSerialize("TCP Keepalive"))
            (settings.TcpKeepAlive, settings.TcpKeepAliveTime, settings.TcpKeepAliveInterval) = (true, 2, 1);
        if (hosts.Length < 2) return;
        settings.TargetSessionAttributes ??= "read-write";

        // The driver's ten seconds would keep it from a standby that has taken over.
        if (!settings.ShouldSerialize("Host Recheck Seconds")) settings.HostRecheckSeconds = 1;
    }

    private async Task<PostgresServer> DescribeAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Describe, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        if (reader.GetInt32(0) < VersionNumberMin)
        {
            throw new StorageException(StorageErrorCode.Refused, "The PostgreSQL server is too old: 15 or later is needed.");
        }

        if (reader.GetBoolean(2)) throw new StorageException(StorageErrorCode.IndexUnavailable, "The PostgreSQL server takes no writes: it is a replica.");
        var server = new PostgresServer(reader.GetInt32(0), reader.GetInt32(1) != connection.ProcessID, reader.GetString(4), reader.GetBoolean(3));
        if (server.IsFlushing || options.UnsafeAllowServerWithoutFlush) return server;
        throw new StorageException(
            StorageErrorCode.Refused,
            "The PostgreSQL server would lose acknowledged commits: set fsync and full_page_writes to on, or take the risk with UnsafeAllowServerWithoutFlush.");
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private NpgsqlDataSource SourceOfNow()
    {
        var text = ReadConnectionString();
        lock (_lock)
        {
            if (_source is not null && text == _sourceString) return _source;
            // Connections that an older source has made go on; without a pool it holds nothing else.
            _source = CreateSource(text);
            _sourceString = text;
            return _source;
        }
    }

    private string ReadConnectionString()
    {
        if (options.ConnectionStringFile is null) return options.ConnectionString ?? "";
        try
        {
            return File.ReadAllText(options.ConnectionStringFile).Trim();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StorageException(StorageErrorCode.Refused, $"The connection string cannot be read from {options.ConnectionStringFile}.", exception);
        }
    }

    private NpgsqlDataSource CreateSource(string text)
    {
        try
        {
            var settings = new NpgsqlConnectionStringBuilder(text)
            {
                Pooling = false,
                Enlist = false,
                MaxAutoPrepare = 0,
                Timeout = Math.Max(1, (int)Math.Ceiling(options.ConnectTimeout.TotalSeconds)),
                CommandTimeout = Math.Max(1, (int)Math.Ceiling(options.ReadTimeout.TotalSeconds)),
            };
            settings.ApplicationName ??= "objectstore";
            SetFailureDetection(settings);
            var builder = new NpgsqlDataSourceBuilder(settings.ConnectionString);
            builder.ConfigureTypeLoading(types => types.EnableTypeLoading(false));
            return builder.Build();
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or NotSupportedException or InvalidOperationException)
        {
            // Without the cause, whose text may hold a part of the string.
            throw new StorageException(StorageErrorCode.Refused, string.Create(
                CultureInfo.InvariantCulture,
                $"The connection string of the index is not one of Npgsql ({exception.GetType().Name}): write Host=…;Database=…;Username=…;Password=…"));
        }
    }
}
