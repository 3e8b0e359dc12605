using Npgsql;
using NpgsqlTypes;
using ObjectStore.Index.OrderedStore;

namespace ObjectStore.Index.Postgres;

/// <summary>A statement that scans in one direction, with or without an end. Used by one caller at a time.</summary>
internal sealed class PostgresScan
{
    private readonly PostgresConnection _connection;
    private readonly NpgsqlParameter<ReadOnlyMemory<byte>> _start = new() { NpgsqlDbType = NpgsqlDbType.Bytea };
    private readonly NpgsqlParameter<ReadOnlyMemory<byte>> _end = new() { NpgsqlDbType = NpgsqlDbType.Bytea };
    private readonly NpgsqlParameter<int> _limit = new() { NpgsqlDbType = NpgsqlDbType.Integer };
    private readonly NpgsqlCommand _command;

    public PostgresScan(PostgresConnection connection, bool hasEnd, string sql)
    {
        _connection = connection;
        _command = hasEnd ? connection.Command(sql, _start, _end, _limit) : connection.Command(sql, _start, _limit);
    }

    public async Task<IReadOnlyList<Row>> RunAsync(KeyRange range, int limit, CancellationToken cancellationToken)
    {
        (_start.TypedValue, _end.TypedValue, _limit.TypedValue) = (range.Start, range.End, limit);
        await _connection.EnsurePreparedAsync(_command, cancellationToken);
        var found = new List<Row>();
        await using var rows = await _command.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
        {
            found.Add(new Row(rows.Bytes(0), rows.Bytes(1), rows.GetInt64(2)));
        }

        return found;
    }
}
