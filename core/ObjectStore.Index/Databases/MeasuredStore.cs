using System.Diagnostics;
using ObjectStore.Core.Errors;
using ObjectStore.Index.OrderedStore;

namespace ObjectStore.Index.Databases;

/// <summary>A database whose calls are measured.</summary>
internal sealed class MeasuredStore(IOrderedStore inner, IndexMetrics metrics, string database) : IOrderedStore
{
    public ValueTask<Row?> ReadAsync(ReadOnlyMemory<byte> key, CancellationToken cancellationToken) =>
        MeasureAsync("read", static _ => "ok", Stopwatch.GetTimestamp(), inner.ReadAsync(key, cancellationToken));

    public ValueTask<IReadOnlyList<Row?>> ReadAsync(IReadOnlyList<ReadOnlyMemory<byte>> keys, CancellationToken cancellationToken) =>
        MeasureAsync("read", static _ => "ok", Stopwatch.GetTimestamp(), inner.ReadAsync(keys, cancellationToken));

    public ValueTask<IReadOnlyList<Row>> ScanAsync(KeyRange range, int limit, bool reverse, CancellationToken cancellationToken) =>
        MeasureAsync("scan", static _ => "ok", Stopwatch.GetTimestamp(), inner.ScanAsync(range, limit, reverse, cancellationToken));

    public ValueTask<CommitResult> CommitAsync(Commit commit, CancellationToken cancellationToken) =>
        MeasureAsync("commit", static result => result.IsApplied ? "ok" : "refused", Stopwatch.GetTimestamp(), inner.CommitAsync(commit, cancellationToken));

    public ValueTask<IOrderedSnapshot> OpenSnapshotAsync(CancellationToken cancellationToken) => inner.OpenSnapshotAsync(cancellationToken);

    public ValueTask<DateTimeOffset?> ReadClockAsync(CancellationToken cancellationToken) =>
        MeasureAsync("clock", static _ => "ok", Stopwatch.GetTimestamp(), inner.ReadClockAsync(cancellationToken));

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private async ValueTask<T> MeasureAsync<T>(string operation, Func<T, string> outcomeOf, long started, ValueTask<T> call)
    {
        try
        {
            var result = await call;
            metrics.Ended(database, operation, outcomeOf(result), Stopwatch.GetElapsedTime(started).TotalSeconds);
            return result;
        }
        catch (Exception exception) when (exception is StorageException or OperationCanceledException)
        {
            metrics.Ended(database, operation, exception is StorageException { Code: var code } ? code.ToString() : "canceled", Stopwatch.GetElapsedTime(started).TotalSeconds);
            throw;
        }
    }
}
