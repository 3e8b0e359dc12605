using Microsoft.Extensions.Logging;
using ObjectStore.Kubernetes.Client;
using ObjectStore.Kubernetes.Entities;
using ObjectStore.Kubernetes.Models;
using ObjectStore.Kubernetes.Queues;

namespace ObjectStore.Kubernetes.Watching;

/// <summary>List, then watch, for ever: the cache follows the API server through ended watches, lost connections and expired versions.</summary>
internal sealed class Informer<T>(IKubernetesClient client, ListOptions options, KubernetesMetrics metrics, TimeProvider time, ILogger logger) : IInformer<T>, IRunningInformer
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    private static readonly TimeSpan RetryDelayMin = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan RetryDelayMax = TimeSpan.FromSeconds(30);

    /// <summary>A watch that ends earlier counts as a failure: a server that ends every watch at once is not to be flooded.</summary>
    private static readonly TimeSpan WatchDurationMin = TimeSpan.FromSeconds(1);

    private readonly EntityStore<T> _store = new();
    private readonly TaskCompletionSource _synced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string _resource = EntityMetadata.Of<T>().Plural;

    /// <summary>Where the next watch begins; null when the list must be read first.</summary>
    private string? _resourceVersion;

    /// <inheritdoc />
    public bool HasSynced => _synced.Task.IsCompletedSuccessfully;

    /// <inheritdoc />
    public Task WaitForSyncAsync(CancellationToken cancellationToken) => _synced.Task.WaitAsync(cancellationToken);

    /// <inheritdoc />
    public T? Get(EntityKey key) => _store.Get(key);

    /// <inheritdoc />
    public IReadOnlyList<T> List() => _store.List();

    /// <inheritdoc />
    public IReadOnlyList<T> ByIndex(string index, string value) => _store.ByIndex(index, value);

    /// <inheritdoc />
    public void AddIndex(string index, Func<T, IEnumerable<string>> valuesOf) => _store.AddIndex(index, valuesOf);

    /// <inheritdoc />
    public IDisposable Subscribe(Action<EntityChange<T>> handler) => _store.Subscribe(handler);

    /// <inheritdoc />
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var gauge = metrics.ObserveCache(_resource, () => _store.Count);
        var backoff = new Backoff(RetryDelayMin, RetryDelayMax);
        while (!cancellationToken.IsCancellationRequested)
        {
            var began = time.GetTimestamp();
            var (isWell, failure) = await RoundAsync(cancellationToken);

            // A watch that lasted and then broke is no failure in a row with the one before.
            if (isWell || time.GetElapsedTime(began) > RetryDelayMax) backoff.Reset();
            if (isWell) continue;
            var delay = backoff.Next();
            if (failure is not null) InformerLog.WatchFailed(logger, failure, _resource, delay);
            await Task.Delay(delay, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Lists if need be, and watches until the watch ends. Well is a watch that lasted for a while and ended as watches do.</summary>
    private async Task<(bool IsWell, Exception? Failure)> RoundAsync(CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        try
        {
            if (_resourceVersion is null) await ListAsync(cancellationToken);
            began = time.GetTimestamp();
            await foreach (var change in client.WatchAsync<T>(options, _resourceVersion!, cancellationToken)) Take(change);
            metrics.WatchEnded(_resource, "closed");
        }
        catch (KubernetesApiException exception) when (exception.IsExpired)
        {
            InformerLog.WatchExpired(logger, _resource);
            metrics.WatchEnded(_resource, "expired");
            _resourceVersion = null;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return (true, null);
        }
        catch (Exception exception)
        {
            metrics.WatchEnded(_resource, "failed");
            return (false, exception);
        }

        return (time.GetElapsedTime(began) >= WatchDurationMin, null);
    }

    private async Task ListAsync(CancellationToken cancellationToken)
    {
        var list = await client.ListAsync<T>(options, cancellationToken);
        foreach (var key in list.Unreadable) InformerLog.Unreadable(logger, _resource, key.ToString());
        _store.Replace(list.Items, list.Unreadable);
        _resourceVersion = list.ResourceVersion;
        _synced.TrySetResult();
    }

    private void Take(WatchEvent<T> change)
    {
        if (change.Type == WatchEventType.Deleted) _store.Remove(change.Key);
        else if (change.Entity is { } entity) _store.Set(entity);
        else if (change.Type != WatchEventType.Bookmark) InformerLog.Unreadable(logger, _resource, change.Key.ToString());
        _resourceVersion = change.ResourceVersion;
    }
}
