using ObjectStore.Core.Errors;
using ObjectStore.Index.OrderedStore;

namespace ObjectStore.Index.Sqlite;

/// <summary>
/// Group commit: one thread takes the commits that have arrived, applies them in one transaction with one flush, and completes them all.
/// It never waits for more to arrive: while it flushes, the next group gathers.
/// </summary>
internal sealed class SqliteWriter : IDisposable
{
    private readonly SqliteOptions _options;
    private readonly CommitQueue _queue;
    private readonly Thread _thread;
    private readonly List<PendingCommit> _group = [];
    private readonly List<CommitResult> _results = [];
    private SqliteTransaction? _transaction;
    private int _logPages;

    public SqliteWriter(SqliteOptions options)
    {
        _options = options;
        _queue = new CommitQueue(options);
        _transaction = SqliteTransaction.Open(options);
        _thread = new Thread(Run) { IsBackground = true, Name = "index writer" };
        _thread.Start();
    }

    /// <summary>Commits that wait now.</summary>
    public int QueueDepth => _queue.Count;

    /// <summary>Queues a commit and waits until it is durable or refused.</summary>
    public Task<CommitResult> CommitAsync(Commit commit, CancellationToken cancellationToken)
    {
        var pending = new PendingCommit(commit, cancellationToken);
        if (!cancellationToken.CanBeCanceled)
        {
            _queue.Add(pending);
            return pending.Task;
        }

        return CommitCancelableAsync(pending, cancellationToken);
    }

    /// <summary>Finishes what is queued and stops the thread. The connection stays open until <see cref="Dispose"/>.</summary>
    public void Stop()
    {
        _queue.Close();
        _thread.Join();
    }

    /// <summary>Closes the connection; after the readers, so that the last one to close is the one that may checkpoint.</summary>
    public void Dispose() => _transaction?.Dispose();

    private async Task<CommitResult> CommitCancelableAsync(PendingCommit pending, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _queue.Add(pending);
        await using var registration = cancellationToken.UnsafeRegister(static state => ((PendingCommit)state!).Withdraw(), pending);
        return await pending.Task;
    }

    private void Run()
    {
        while (_queue.TakeGroup(_group))
        {
            if (TryApply() is { } failure) Fail(failure);
            else Complete();
            CheckpointWhenDue();
        }
    }

    private StorageException? TryApply()
    {
        try
        {
            _transaction ??= SqliteTransaction.Open(_options);
            _transaction.Apply(_group, _results);
            return null;
        }
        catch (StorageException exception)
        {
            CloseWhenBroken();
            return exception;
        }
    }

    /// <summary>A connection that could not even roll back is closed; the next group opens a new one.</summary>
    private void CloseWhenBroken()
    {
        if (_transaction is not { IsBroken: true }) return;
        _transaction.Dispose();
        _transaction = null;
    }

    private void Complete()
    {
        for (var i = 0; i < _group.Count; i++) _group[i].SetResult(_results[i]);
    }

    private void Fail(StorageException failure)
    {
        foreach (var pending in _group) pending.SetException(new StorageException(failure.Code, failure.Message, failure));
    }

    private void CheckpointWhenDue()
    {
        if (_transaction is null) return;
        try
        {
            _logPages += _transaction.TakePagesWritten();
            if (_logPages < _options.CheckpointPages) return;
            _logPages = _transaction.Checkpoint();
        }
        catch (StorageException)
        {
            // The log still holds every commit, so that nothing is lost; the next group tries again, and fails itself when the disk has failed.
        }
    }
}
