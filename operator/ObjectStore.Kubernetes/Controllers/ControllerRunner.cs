using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ObjectStore.Kubernetes.Client;
using ObjectStore.Kubernetes.Entities;
using ObjectStore.Kubernetes.Hosting;
using ObjectStore.Kubernetes.Models;
using ObjectStore.Kubernetes.Queues;
using ObjectStore.Kubernetes.Watching;

namespace ObjectStore.Kubernetes.Controllers;

/// <summary>One work queue and some workers for a kind: changes make keys ready, workers reconcile what the cache has under the key.</summary>
/// <remarks>Each run, that is each term as leader, begins with all entities that there are.</remarks>
internal sealed class ControllerRunner<T> : IControllerRunner
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    private readonly string _resource = EntityMetadata.Of<T>().Plural;
    private readonly Reconciler<T> _reconciler;
    private readonly InformerFactory _informers;
    private readonly Trigger<T>[] _triggers;
    private readonly OperatorSettings _settings;
    private readonly KubernetesMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger<ControllerRunner<T>> _logger;

    public ControllerRunner(
        Reconciler<T> reconciler,
        InformerFactory informers,
        IEnumerable<Trigger<T>> triggers,
        IOptions<OperatorSettings> settings,
        KubernetesMetrics metrics,
        TimeProvider time,
        ILogger<ControllerRunner<T>> logger)
    {
        (_reconciler, _informers, _triggers, _settings) = (reconciler, informers, [.. triggers], settings.Value);
        (_metrics, _time, _logger) = (metrics, time, logger);
    }

    private IInformer<T> Informer => _informers.Get<T>(new ListOptions { Namespace = _settings.WatchNamespace });

    /// <inheritdoc />
    public void Prepare()
    {
        _ = Informer;
        foreach (var trigger in _triggers) trigger.Prepare(_informers);
    }

    /// <inheritdoc />
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Informer.WaitForSyncAsync(cancellationToken);
            foreach (var trigger in _triggers) await trigger.WaitForSyncAsync(_informers, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return;
        }

        ControllerLog.Started(_logger, _resource);
        using var term = new Term(this);
        await term.RunAsync(cancellationToken);
    }

    /// <summary>What lasts as long as a run: the queue, and entities whose end has not been told yet.</summary>
    private sealed class Term : IDisposable
    {
        private readonly ControllerRunner<T> _runner;
        private readonly WorkQueue _queue;
        private readonly ConcurrentDictionary<EntityKey, T> _deleted = new();
        private readonly List<IDisposable> _subscriptions = [];

        public Term(ControllerRunner<T> runner)
        {
            _runner = runner;
            var settings = runner._settings;
            _queue = new WorkQueue(new WorkQueueOptions(settings.RetryDelayMin, settings.RetryDelayMax, settings.RetriesPerSecond, settings.RetryBurst), runner._time);
            _subscriptions.Add(runner._metrics.ObserveQueue(runner._resource, () => _queue.Depth));
            _subscriptions.Add(runner.Informer.Subscribe(Changed));
            foreach (var trigger in runner._triggers) _subscriptions.Add(trigger.Subscribe(runner._informers, runner.Informer, _queue.Add));
        }

        public Task RunAsync(CancellationToken cancellationToken) => Task.WhenAll(
            Enumerable.Range(0, _runner._settings.ConcurrentReconciliationsMax).Select(_ => WorkAsync(cancellationToken)).Append(ResyncAsync(cancellationToken)));

        public void Dispose()
        {
            foreach (var subscription in _subscriptions) subscription.Dispose();
            _queue.Dispose();
        }

        /// <summary>Whether a change is more than a new status or finalizer, which we ourselves write.</summary>
        private static bool MayConcern(T previous, T current) =>
            current.Metadata.Generation is null or 0
            || previous.Metadata.Generation != current.Metadata.Generation
            || previous.Metadata.DeletionTimestamp != current.Metadata.DeletionTimestamp
            || !previous.HasLabelsOf(current)
            || !previous.HasAnnotationsOf(current);

        private void Changed(EntityChange<T> change)
        {
            var isSame = change.Previous is not null && change.Previous.Metadata.Uid == change.Current?.Metadata.Uid;
            if (change.Previous is not null && !isSame) _deleted[change.Key] = change.Previous;
            if (!isSame || MayConcern(change.Previous!, change.Current!)) _queue.Add(change.Key);
        }

        private async Task WorkAsync(CancellationToken cancellationToken)
        {
            while (true)
            {
                EntityKey key;
                try
                {
                    key = await _queue.TakeAsync(cancellationToken);
                }
                catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
                {
                    return;
                }

                await ProcessAsync(key, cancellationToken);
                _queue.Done(key);
            }
        }

        private async Task ProcessAsync(EntityKey key, CancellationToken cancellationToken)
        {
            var began = _runner._time.GetTimestamp();
            var outcome = "failure";
            try
            {
                var result = await ReconcileAsync(key, cancellationToken);
                if (result is null or { IsSuccess: true }) outcome = "success";
                Settle(key, result);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                outcome = "cancelled";
            }
            catch (KubernetesApiException exception) when (exception.IsConflict)
            {
                outcome = "conflict";
                ControllerLog.Conflict(_runner._logger, _runner._resource, key.ToString(), _queue.AddRateLimited(key));
            }
            catch (Exception exception)
            {
                ControllerLog.Failed(_runner._logger, exception, _runner._resource, key.ToString(), _queue.AddRateLimited(key));
            }
            finally
            {
                _runner._metrics.Reconciled(_runner._resource, outcome, _runner._time.GetElapsedTime(began));
            }
        }

        /// <summary>Reconciles what is there under the key, after telling the end of what was there before. Null when there is nothing.</summary>
        private async Task<ReconciliationResult<T>?> ReconcileAsync(EntityKey key, CancellationToken cancellationToken)
        {
            if (_deleted.TryGetValue(key, out var gone))
            {
                var told = await _runner._reconciler.DeletedAsync(gone, cancellationToken);
                if (!told.IsSuccess) return told;
                _deleted.TryRemove(new KeyValuePair<EntityKey, T>(key, gone));
            }

            return _runner.Informer.Get(key) is { } entity ? await _runner._reconciler.ReconcileAsync(entity, cancellationToken) : null;
        }

        private void Settle(EntityKey key, ReconciliationResult<T>? result)
        {
            if (result is null or { IsSuccess: true })
            {
                _queue.Forget(key);
                if (result?.RequeueAfter is { } later) _queue.AddAfter(key, later);
                return;
            }

            var delay = result.RequeueAfter ?? _queue.AddRateLimited(key);
            if (result.RequeueAfter is not null) _queue.AddAfter(key, delay);
            ControllerLog.NotSucceeded(_runner._logger, result.Error, _runner._resource, key.ToString(), delay, result.ErrorMessage);
        }

        /// <summary>Looks at everything again now and then, for what no watch tells.</summary>
        private async Task ResyncAsync(CancellationToken cancellationToken)
        {
            while (!cancellationToken.IsCancellationRequested)
            {
                var pause = _runner._settings.ResyncPeriod * (0.9 + (0.2 * Random.Shared.NextDouble()));
                await Task.Delay(pause, _runner._time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (cancellationToken.IsCancellationRequested) return;
                foreach (var entity in _runner.Informer.List()) _queue.Add(entity.Key());
            }
        }
    }
}
