using System.Data;
using Npgsql;
using NpgsqlTypes;

namespace ObjectStore.Index.Postgres;

/// <summary>The call of commit_1 on one connection. Used by one writer.</summary>
internal sealed class CommitCall : IAsyncDisposable
{
    /// <summary>Part of the time that is left after which a wait for a lock ends, so that no lost connection keeps a server process waiting.</summary>
    private const double LockWaitFraction = 0.8;

    private readonly PostgresConnection _connection;
    private readonly NpgsqlCommand _command;
    private readonly NpgsqlParameter<long> _group = Parameter<long>(NpgsqlDbType.Bigint);
    private readonly NpgsqlParameter<bool> _isRetry = Parameter<bool>(NpgsqlDbType.Boolean);
    private readonly NpgsqlParameter<int> _lockTimeoutMs = Parameter<int>(NpgsqlDbType.Integer);
    private readonly NpgsqlParameter<List<long>> _locks = List<long>(NpgsqlDbType.Bigint);
    private readonly NpgsqlParameter<List<int>> _conditionCommits = List<int>(NpgsqlDbType.Integer);
    private readonly NpgsqlParameter<List<int>> _conditionNumbers = List<int>(NpgsqlDbType.Integer);
    private readonly NpgsqlParameter<List<int>> _conditionKinds = List<int>(NpgsqlDbType.Integer);
    private readonly NpgsqlParameter<List<ReadOnlyMemory<byte>>> _conditionKeys = List<ReadOnlyMemory<byte>>(NpgsqlDbType.Bytea);
    private readonly NpgsqlParameter<List<long>> _conditionRevisions = List<long>(NpgsqlDbType.Bigint);
    private readonly NpgsqlParameter<List<int>> _rangeCommits = List<int>(NpgsqlDbType.Integer);
    private readonly NpgsqlParameter<List<int>> _rangeNumbers = List<int>(NpgsqlDbType.Integer);
    private readonly NpgsqlParameter<List<ReadOnlyMemory<byte>>> _rangeStarts = List<ReadOnlyMemory<byte>>(NpgsqlDbType.Bytea);
    private readonly NpgsqlParameter<List<ReadOnlyMemory<byte>>> _rangeEnds = List<ReadOnlyMemory<byte>>(NpgsqlDbType.Bytea);
    private readonly NpgsqlParameter<List<int>> _putCommits = List<int>(NpgsqlDbType.Integer);
    private readonly NpgsqlParameter<List<ReadOnlyMemory<byte>>> _putKeys = List<ReadOnlyMemory<byte>>(NpgsqlDbType.Bytea);
    private readonly NpgsqlParameter<List<ReadOnlyMemory<byte>>> _putValues = List<ReadOnlyMemory<byte>>(NpgsqlDbType.Bytea);
    private readonly NpgsqlParameter<List<int>> _deleteCommits = List<int>(NpgsqlDbType.Integer);
    private readonly NpgsqlParameter<List<ReadOnlyMemory<byte>>> _deleteKeys = List<ReadOnlyMemory<byte>>(NpgsqlDbType.Bytea);
    private bool _isWarned;

    public CommitCall(PostgresConnection connection, string schema, Guid writer)
    {
        _connection = connection;
        connection.Raw.Notice += (_, notice) => _isWarned |= notice.Notice.InvariantSeverity == "WARNING";
        _command = connection.Command(
            $"SELECT revision, failed, failed_at FROM {schema}.commit_1($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16,$17,$18,$19)",
            new NpgsqlParameter<Guid> { NpgsqlDbType = NpgsqlDbType.Uuid, TypedValue = writer },
            _group,
            _isRetry,
            _lockTimeoutMs,
            _locks,
            _conditionCommits,
            _conditionNumbers,
            _conditionKinds,
            _conditionKeys,
            _conditionRevisions,
            _rangeCommits,
            _rangeNumbers,
            _rangeStarts,
            _rangeEnds,
            _putCommits,
            _putKeys,
            _putValues,
            _deleteCommits,
            _deleteKeys);
        // The driver would cancel a call that takes too long. A commit that is cancelled while it waits for its replicas becomes visible without them.
        _command.CommandTimeout = 0;
    }

    /// <summary>Judges and applies the group, durably.</summary>
    /// <param name="group">Closed.</param>
    /// <param name="number">Its number, larger than that of every group of this writer before.</param>
    /// <param name="attempt">Whether it may have been applied already, and how long it may wait for locks.</param>
    public async Task<CommitOutcome> RunAsync(CommitGroup group, long number, CommitAttempt attempt)
    {
        Bind(group);
        _group.TypedValue = number;
        _isRetry.TypedValue = attempt.MayBeApplied;
        _lockTimeoutMs.TypedValue = Math.Max(1, (int)(attempt.Deadline.Remaining.TotalMilliseconds * LockWaitFraction));
        _isWarned = false;
        await _connection.EnsurePreparedAsync(_command, CancellationToken.None);
        var outcome = await ReadOutcomeAsync();
        // The server warns when a commit no longer waits for its replicas, because somebody cancelled it there.
        if (_isWarned) throw new NpgsqlException("The server warned of the commit.");
        return outcome;
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private async Task<CommitOutcome> ReadOutcomeAsync()
    {
        await using var rows = await _command.ExecuteReaderAsync(CommandBehavior.SingleRow, CancellationToken.None);
        await rows.ReadAsync(CancellationToken.None);
        var outcome = new CommitOutcome(rows.GetInt64(0), rows.NumbersOrNull(1), rows.NumbersOrNull(2));
        // Reads on to the end of the transaction: only that says that it is durable.
        while (await rows.NextResultAsync(CancellationToken.None))
        {
        }

        return outcome;
    }

    private void Bind(CommitGroup group)
    {
        _locks.TypedValue = group.Locks;
        var (conditions, ranges, puts, deletes) = (group.Conditions, group.Ranges, group.Puts, group.Deletes);
        (_conditionCommits.TypedValue, _conditionNumbers.TypedValue, _conditionKinds.TypedValue) = (conditions.Commits, conditions.Numbers, conditions.Kinds);
        (_conditionKeys.TypedValue, _conditionRevisions.TypedValue) = (conditions.Keys, conditions.Revisions);
        (_rangeCommits.TypedValue, _rangeNumbers.TypedValue, _rangeStarts.TypedValue, _rangeEnds.TypedValue) =
            (ranges.Commits, ranges.Numbers, ranges.Keys, ranges.Values);
        (_putCommits.TypedValue, _putKeys.TypedValue, _putValues.TypedValue) = (puts.Commits, puts.Keys, puts.Values);
        (_deleteCommits.TypedValue, _deleteKeys.TypedValue) = (deletes.Commits, deletes.Keys);
    }

    private static NpgsqlParameter<T> Parameter<T>(NpgsqlDbType type) => new() { NpgsqlDbType = type };

    private static NpgsqlParameter<List<T>> List<T>(NpgsqlDbType type) => new() { NpgsqlDbType = NpgsqlDbType.Array | type };
}
