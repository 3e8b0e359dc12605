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
    private readonly Dictionary<EntityKey, StoreCurator> _curators = [];
    private bool _isLeading;

    /// <inheritdoc />
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await SetLeadingAsync(true);
        await Task.Delay(Timeout.InfiniteTimeSpan, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await SetLeadingAsync(false);
    }

    /// <inheritdoc />
    public async Task<CuratorState> EnsureAsync(EntityKey store, CuratorSettings settings, CuratorSecrets secrets, CancellationToken cancellationToken)
    {
        await _changing.WaitAsync(cancellationToken);
        try
        {
            if (!_isLeading) return new CuratorState(CuratorPhase.Waiting, "");
            var curator = _curators.GetValueOrDefault(store);
            if (curator is not null && (curator.Settings != settings || IsDue(curator)))
            {
                _curators.Remove(store);
                await curator.DisposeAsync();
                curator = null;
            }

            if (curator is null) _curators.Add(store, curator = Start(store, settings, secrets));
            else curator.Write(secrets);
            return curator.State;
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <inheritdoc />
    public async ValueTask<IStoreAccess?> FindAsync(EntityKey store, CancellationToken cancellationToken)
    {
        await _changing.WaitAsync(cancellationToken);
        try
        {
            return _curators.GetValueOrDefault(store)?.Access;
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <inheritdoc />
    public async Task RemoveAsync(EntityKey store, CancellationToken cancellationToken)
    {
        await _changing.WaitAsync(cancellationToken);
        try
        {
            if (_curators.Remove(store, out var curator)) await curator.DisposeAsync();
        }
        finally
        {
            _changing.Release();
        }
    }

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
            await Task.WhenAll(_curators.Values.Select(static curator => curator.DisposeAsync().AsTask()));
            _curators.Clear();
        }
        finally
        {
            _changing.Release();
        }
    }
}
