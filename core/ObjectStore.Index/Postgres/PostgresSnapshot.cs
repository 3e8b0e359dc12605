using ObjectStore.Core.Errors;
using ObjectStore.Index.OrderedStore;

namespace ObjectStore.Index.Postgres;

/// <summary>A transaction on a connection of its own that sees one state. Scans run one at a time.</summary>
internal sealed class PostgresSnapshot(PostgresReader reader, PostgresSnapshots owner) : IOrderedSnapshot
{
    private readonly SemaphoreSlim _turn = new(1);
    private bool _isClosed;

    public async ValueTask<IReadOnlyList<Row>> ScanAsync(KeyRange range, int limit, CancellationToken cancellationToken)
    {
        CommitRules.CheckScanLimit(limit);
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (_isClosed) throw new StorageException(StorageErrorCode.IndexUnavailable, "The snapshot is closed.");
            // A cancelled statement would end the transaction.
            return await reader.ScanAsync(range, limit, reverse: false, CancellationToken.None);
        }
        catch (Exception exception) when (PostgresFailure.IsFailure(exception))
        {
            throw PostgresFailure.Create(exception);
        }
        finally
        {
            _turn.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        owner.Remove(this);
    }

    /// <summary>Ends the transaction after the scan that runs; further scans fail.</summary>
    public async Task CloseAsync()
    {
        await _turn.WaitAsync();
        try
        {
            if (_isClosed) return;
            _isClosed = true;
            await reader.DisposeAsync();
        }
        finally
        {
            _turn.Release();
        }
    }
}
