using Microsoft.Extensions.Logging;
using ObjectStore.Core.Errors;
using ObjectStore.Index.OrderedStore;

namespace ObjectStore.Index.Databases;

/// <summary>A database that is opened in the background, again and again until that succeeds; until then everything fails as IndexUnavailable.</summary>
internal sealed partial class DeferredStore : IOrderedStore
{
    private static readonly TimeSpan RetryPeriod = TimeSpan.FromSeconds(3);

    private readonly CancellationTokenSource _closing = new();
    private readonly string _name;
    private readonly Task _opening;
    private volatile IOrderedStore? _store;

    public DeferredStore(string name, Func<CancellationToken, Task<IOrderedStore>> open, TimeProvider time, ILogger logger)
    {
        _name = name;
        _opening = Task.Run(() => OpenAsync(open, time, logger));
    }

    private IOrderedStore Store => _store ?? throw new StorageException(StorageErrorCode.IndexUnavailable, $"The index database '{_name}' is not open yet.");

    public ValueTask<Row?> ReadAsync(ReadOnlyMemory<byte> key, CancellationToken cancellationToken) => Store.ReadAsync(key, cancellationToken);

    public ValueTask<IReadOnlyList<Row?>> ReadAsync(IReadOnlyList<ReadOnlyMemory<byte>> keys, CancellationToken cancellationToken) => Store.ReadAsync(keys, cancellationToken);

    public ValueTask<IReadOnlyList<Row>> ScanAsync(KeyRange range, int limit, bool reverse, CancellationToken cancellationToken) =>
        Store.ScanAsync(range, limit, reverse, cancellationToken);

    public ValueTask<CommitResult> CommitAsync(Commit commit, CancellationToken cancellationToken) => Store.CommitAsync(commit, cancellationToken);

    public ValueTask<IOrderedSnapshot> OpenSnapshotAsync(CancellationToken cancellationToken) => Store.OpenSnapshotAsync(cancellationToken);

    public ValueTask<DateTimeOffset?> ReadClockAsync(CancellationToken cancellationToken) => Store.ReadClockAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _opening;
        if (_store is { } store) await store.DisposeAsync();
        _closing.Dispose();
    }

    /// <summary>Tries until it succeeds; what a person must mend is tried again too, so that mending needs no restart.</summary>
    private async Task OpenAsync(Func<CancellationToken, Task<IOrderedStore>> open, TimeProvider time, ILogger logger)
    {
        while (!_closing.IsCancellationRequested)
        {
            try
            {
                _store = await open(_closing.Token);
                Log.Opened(logger, _name);
                return;
            }
            catch (OperationCanceledException) when (_closing.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                Log.CannotOpen(logger, _name, exception.Message);
            }

            await Task.Delay(RetryPeriod, time, _closing.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
