using Microsoft.Extensions.Logging;
using ObjectStore.Kubernetes.Client;
using ObjectStore.Kubernetes.Entities;
using ObjectStore.Kubernetes.Models;

namespace ObjectStore.Kubernetes.Watching;

/// <summary>Shares informers: one watch for each kind and selection, however many use it. Thread-safe.</summary>
public sealed class InformerFactory : IAsyncDisposable
{
    private readonly IKubernetesClient _client;
    private readonly KubernetesMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger<InformerFactory> _logger;
    private readonly Lock _lock = new();
    private readonly Dictionary<(Type Kind, ListOptions Options), IRunningInformer> _informers = [];
    private readonly List<Task> _running = [];
    private readonly CancellationTokenSource _stopping = new();
    private bool _isStarted;

    internal InformerFactory(IKubernetesClient client, KubernetesMetrics metrics, TimeProvider timeProvider, ILogger<InformerFactory> logger) =>
        (_client, _metrics, _time, _logger) = (client, metrics, timeProvider, logger);

    /// <summary>The informer of a kind and selection. It begins to watch with <see cref="Start"/>, or at once after that.</summary>
    public IInformer<T> Get<T>(ListOptions options)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        lock (_lock)
        {
            if (_informers.TryGetValue((typeof(T), options), out var existing)) return (IInformer<T>)existing;
            var informer = new Informer<T>(_client, options, _metrics, _time, _logger);
            _informers.Add((typeof(T), options), informer);
            if (_isStarted) Run(informer);
            return informer;
        }
    }

    /// <summary>Begins to watch.</summary>
    public void Start()
    {
        lock (_lock)
        {
            if (_isStarted) return;
            _isStarted = true;
            foreach (var informer in _informers.Values) Run(informer);
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        Task[] running;
        lock (_lock) running = [.. _running];
        await Task.WhenAll(running);
        _stopping.Dispose();
    }

    private void Run(IRunningInformer informer) => _running.Add(Task.Run(() => informer.RunAsync(_stopping.Token)));
}
