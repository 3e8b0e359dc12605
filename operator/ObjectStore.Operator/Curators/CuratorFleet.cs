using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using ObjectStore.Kubernetes.Entities;
using ObjectStore.Kubernetes.Hosting;
using ObjectStore.Kubernetes.Models;
using ObjectStore.Operator.Applying;

namespace ObjectStore.Operator.Curators;

/// <summary>The curators of all stores, while this process leads. Should two processes believe so for a moment, the lease in each catalog still lets one of them work.</summary>
internal sealed class CuratorFleet(OwnedCaches caches, ILoggerFactory loggers, TimeProvider time) : IStoreCurators, ILeaderTask, IDisposable
{
    /// <summary>A curator that failed is left alone for this long.</summary>
    private static readonly TimeSpan RestartDelay = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _changing = new(1);
    private readonly ConcurrentDictionary<EntityKey, StoreCurator> _curators = [];

    /// <summary>Those that are told to end and have not yet: they take a while, which nobody waits for but who wants the next one of that store.</summary>
    private readonly ConcurrentDictionary<EntityKey, Task> _ending = [];
    private bool _isLeading;

    /// <inheritdoc />
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await SetLeadingAsync(true);
        await Task.Delay(Timeout.InfiniteTimeSpan, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await SetLeadingAsync(false);
        await Task.WhenAll(_ending.Values);
    }

    /// <inheritdoc />
    public async Task<CuratorState> EnsureAsync(EntityKey store, CuratorSettings settings, CuratorSecrets secrets, CancellationToken cancellationToken)
    {
        await EndAsync(store, curator => curator.Settings != settings || IsDue(curator), cancellationToken);
        await _changing.WaitAsync(cancellationToken);
        try
        {
            if (!_isLeading) return new CuratorState(CuratorPhase.Waiting, "");
            if (_curators.TryGetValue(store, out var curator)) curator.Write(secrets);
            else _curators[store] = curator = Start(store, settings, secrets);
            return curator.State;
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <inheritdoc />
    public async Task<bool> KeepAsync(EntityKey store, CancellationToken cancellationToken)
    {
        if (!_curators.TryGetValue(store, out var curator)) return false;
        await EnsureAsync(store, curator.Settings, curator.Secrets, cancellationToken);
        return true;
    }

    /// <inheritdoc />
    public ValueTask<IStoreAccess?> FindAsync(EntityKey store, CancellationToken cancellationToken) => ValueTask.FromResult<IStoreAccess?>(_curators.GetValueOrDefault(store)?.Access);

    /// <inheritdoc />
    public Task RemoveAsync(EntityKey store, CancellationToken cancellationToken) => EndAsync(store, static _ => true, cancellationToken);

    /// <inheritdoc />
    public void Dispose() => _changing.Dispose();

    private bool IsDue(StoreCurator curator) => curator.FailedAt is { } at && time.GetElapsedTime(at) >= RestartDelay;

    private StoreCurator Start(EntityKey store, CuratorSettings settings, CuratorSecrets secrets) =>
        new(store.ToString(), settings, secrets, new PodNodeList(caches.Owned<V1Pod>(), settings.Namespace, [.. settings.Pools.All.Select(static pool => pool.Name)]), loggers, time);

    private async Task SetLeadingAsync(bool isLeading)
    {
        await _changing.WaitAsync(CancellationToken.None);
        try
        {
            _isLeading = isLeading;
            if (isLeading) return;
            foreach (var store in _curators.Keys) BeginEnd(store);
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <summary>Ends the curator of a store if it is not wanted any more, and waits for one that is ending, so that there are never two of a store.</summary>
    private async Task EndAsync(EntityKey store, Func<StoreCurator, bool> isUnwanted, CancellationToken cancellationToken)
    {
        await _changing.WaitAsync(cancellationToken);
        try
        {
            if (_curators.TryGetValue(store, out var curator) && isUnwanted(curator)) BeginEnd(store);
        }
        finally
        {
            _changing.Release();
        }

        if (!_ending.TryGetValue(store, out var ending)) return;
        try
        {
            await ending.WaitAsync(cancellationToken);
        }
        finally
        {
            if (ending.IsCompleted) _ending.TryRemove(KeyValuePair.Create(store, ending));
        }
    }

    private void BeginEnd(EntityKey store)
    {
        if (_curators.TryRemove(store, out var curator)) _ending[store] = curator.DisposeAsync().AsTask();
    }
}
