using Npgsql;
using ObjectStore.Core.Errors;

namespace ObjectStore.Index.Postgres;

/// <summary>
/// Group commit over one connection: takes the commits that have arrived, sends them with one call, and completes them all when it returns. It never
/// waits for more to arrive: while a group is under way, the next gathers.
/// </summary>
/// <remarks>
/// Invariant: at most one group is under way, and none is begun before the one before it was applied, refused or given up. Each group has a number
/// that commit_1 keeps with its outcome, so that a group whose connection broke can be sent again: it is applied if it was not, and answered from
/// what was kept if it was. Whichever of the two comes second, it changes nothing.
/// </remarks>
internal sealed class PostgresWriter
{
    private readonly Guid _id = Guid.CreateVersion7();
    private readonly PostgresOptions _options;
    private readonly PostgresConnector _connector;
    private readonly CommitQueue _queue;
    private readonly CommitGroup _group;
    private readonly string _schema;
    private readonly Task _running;
    private CommitCall? _call;
    private long _number;

    public PostgresWriter(PostgresOptions options, PostgresConnector connector, CommitQueue queue, StoreIdentity identity)
    {
        _options = options;
        _connector = connector;
        _queue = queue;
        _schema = identity.QuotedSchema;
        _group = new CommitGroup(options, identity);
        _running = Task.Run(RunAsync);
    }

    /// <summary>Ends when the queue is closed and empty.</summary>
    public Task WaitForEndAsync() => _running;

    private async Task RunAsync()
    {
        while (await _queue.TakeGroupAsync(_group)) await CommitGroupAsync();
        await DropConnectionAsync();
    }

    private async Task CommitGroupAsync()
    {
        _number++;
        var attempt = new CommitAttempt(Deadline.After(_group.QueuedLastAt, _options.CommitTimeout));
        var backoff = default(Backoff);
        while (true)
        {
            try
            {
                if (attempt.Deadline.HasPassed) throw Late();
                await SendAsync(attempt);
                return;
            }
            catch (Exception exception)
            {
                // Whatever it is, it fails this group only.
                attempt.Note(exception);
                await DropConnectionAsync();
                if (attempt.IsOver(exception))
                {
                    _group.Fail(attempt.FailureOf(exception));
                    return;
                }
            }

            await backoff.WaitAsync(attempt.Deadline, CancellationToken.None);
        }
    }

    private async Task SendAsync(CommitAttempt attempt)
    {
        _call ??= await ConnectAsync(attempt.Deadline);
        _group.Close(attempt.NeedsExclusive);
        attempt.IsSent = true;
        // Once sent, a commit is finished: no cancellation.
        var outcome = await _call.RunAsync(_group, _number, attempt);
        _group.Complete(outcome.Revision, outcome.Failed, outcome.FailedAt);
    }

    private async Task<CommitCall> ConnectAsync(Deadline deadline)
    {
        using var cancel = new CancellationTokenSource(deadline.Remaining);
        var connection = await _connector.ReconnectAsync(deadline, cancel.Token);
        try
        {
            // Its row holds the outcome of its last group; absent at first, and when others have found it unused for long.
            await connection.ExecuteAsync(
                $"INSERT INTO {_schema}.writers VALUES ($1, 0, 0, NULL, NULL, now()) ON CONFLICT DO NOTHING", cancel.Token, new NpgsqlParameter { Value = _id });
            return new CommitCall(connection, _schema, _id);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private async Task DropConnectionAsync()
    {
        if (_call is null) return;
        var call = _call;
        _call = null;
        await call.DisposeAsync();
    }

    private static StorageException Late() => new(StorageErrorCode.IndexUnavailable, "The index did not take the commit in time.");
}
