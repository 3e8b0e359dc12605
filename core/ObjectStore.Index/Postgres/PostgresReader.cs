using System.Data;
using Npgsql;
using NpgsqlTypes;
using ObjectStore.Core.Errors;
using ObjectStore.Index.OrderedStore;

namespace ObjectStore.Index.Postgres;

/// <summary>A connection with the statements that read. Used by one caller at a time; every call sees the newest commit, or all that of one snapshot.</summary>
internal sealed class PostgresReader : IAsyncDisposable
{
    private readonly PostgresConnection _connection;
    private readonly NpgsqlParameter<ReadOnlyMemory<byte>> _key = Bytes();
    private readonly NpgsqlParameter<ReadOnlyMemory<byte>[]> _keys = new() { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea };
    private readonly NpgsqlCommand _read;
    private readonly NpgsqlCommand _readSeveral;
    private readonly PostgresScan _scan;
    private readonly PostgresScan _scanToEnd;
    private readonly PostgresScan _scanReverse;
    private readonly PostgresScan _scanReverseFromEnd;

    private PostgresReader(PostgresConnection connection, string schema)
    {
        _connection = connection;
        // Behind a pooler the session cannot tell the planner to keep to the primary key; the functions can, and are slower.
        var isPlain = !connection.Server.IsBehindPooler;
        _read = connection.Command($"SELECT value, revision FROM {schema}.rows WHERE key = $1", _key);
        _readSeveral = connection.Command(
            isPlain
                ? $"SELECT k.n, r.value, r.revision FROM unnest($1) WITH ORDINALITY k(key, n) JOIN {schema}.rows r ON r.key = k.key"
                : $"SELECT * FROM {schema}.read_1($1)",
            _keys);
        _scan = Scan("WHERE key >= $1 AND key < $2 ORDER BY key LIMIT $3", hasEnd: true, isReverse: false);
        _scanToEnd = Scan("WHERE key >= $1 ORDER BY key LIMIT $2", hasEnd: false, isReverse: false);
        _scanReverse = Scan("WHERE key >= $1 AND key < $2 ORDER BY key DESC LIMIT $3", hasEnd: true, isReverse: true);
        _scanReverseFromEnd = Scan("WHERE key >= $1 ORDER BY key DESC LIMIT $2", hasEnd: false, isReverse: true);

        PostgresScan Scan(string clauses, bool hasEnd, bool isReverse)
        {
            var (end, limit) = hasEnd ? ("$2", "$3") : ("''::bytea", "$2");
            return new PostgresScan(connection, hasEnd, isPlain
                ? $"SELECT key, value, revision FROM {schema}.rows {clauses}"
                : $"SELECT * FROM {schema}.scan_1($1, {end}, {limit}, {isReverse})");
        }
    }

    /// <summary>Connects.</summary>
    /// <exception cref="StorageException">IndexUnavailable.</exception>
    public static async Task<PostgresReader> OpenAsync(PostgresConnector connector, string schema, Deadline deadline, CancellationToken cancellationToken)
    {
        return new PostgresReader(await connector.ReconnectAsync(deadline, cancellationToken), schema);
    }

    /// <summary>Begins a transaction that lasts as long as the reader: all its reads see the newest commit of now.</summary>
    public async Task BeginSnapshotAsync(CancellationToken cancellationToken)
    {
        // The snapshot is that of the first statement after BEGIN.
        await _connection.ExecuteAsync("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", cancellationToken);
        await _connection.ExecuteAsync("SELECT 1", cancellationToken);
    }

    /// <summary>The row, or null. Its key is the caller's memory.</summary>
    public async Task<Row?> ReadAsync(ReadOnlyMemory<byte> key, CancellationToken cancellationToken)
    {
        _key.TypedValue = key;
        await _connection.EnsurePreparedAsync(_read, cancellationToken);
        await using var rows = await _read.ExecuteReaderAsync(CommandBehavior.SingleRow, cancellationToken);
        return await rows.ReadAsync(cancellationToken) ? new Row(key, rows.Bytes(0), rows.GetInt64(1)) : null;
    }

    /// <summary>The rows of several keys from one snapshot.</summary>
    public async Task<IReadOnlyList<Row?>> ReadAsync(IReadOnlyList<ReadOnlyMemory<byte>> keys, CancellationToken cancellationToken)
    {
        _keys.TypedValue = [.. keys];
        await _connection.EnsurePreparedAsync(_readSeveral, cancellationToken);
        var found = new Row?[keys.Count];
        await using var rows = await _readSeveral.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
        {
            var index = (int)rows.GetInt64(0) - 1;
            found[index] = new Row(keys[index], rows.Bytes(1), rows.GetInt64(2));
        }

        return found;
    }

    /// <summary>The first rows of a range.</summary>
    public Task<IReadOnlyList<Row>> ScanAsync(KeyRange range, int limit, bool reverse, CancellationToken cancellationToken)
    {
        var scan = (range.End.IsEmpty, reverse) switch
        {
            (false, false) => _scan,
            (true, false) => _scanToEnd,
            (false, true) => _scanReverse,
            (true, true) => _scanReverseFromEnd,
        };
        return scan.RunAsync(range, limit, cancellationToken);
    }

    /// <summary>What the clock of the server shows.</summary>
    public async Task<DateTimeOffset?> ReadClockAsync(CancellationToken cancellationToken)
    {
        var milliseconds = await _connection.QueryAsync<long>("SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint", cancellationToken);
        return DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private static NpgsqlParameter<ReadOnlyMemory<byte>> Bytes() => new() { NpgsqlDbType = NpgsqlDbType.Bytea };
}
