using System.Text;
using Microsoft.Extensions.Logging;
using ObjectStore.Kubernetes.Client;
using ObjectStore.Kubernetes.Entities;
using ObjectStore.Kubernetes.Models;
using ObjectStore.Kubernetes.Queues;
using ObjectStore.Kubernetes.Serialization;

namespace ObjectStore.Kubernetes.Events;

/// <summary>Events of <c>events.k8s.io/v1</c>: the first is created, the same again within some minutes makes it a series. Thread-safe.</summary>
internal sealed partial class EventRecorder(
    IKubernetesClient client, string controller, string instance, KubernetesJson json, KubernetesMetrics metrics, TimeProvider time, ILogger<EventRecorder> logger)
{
    /// <summary>Series that are remembered; the oldest is forgotten, and begins anew when it goes on.</summary>
    private const int SeriesMax = 1024;

    /// <summary>Longest note that the API server takes.</summary>
    private const int NoteBytesMax = 1024;

    /// <summary>Characters of an entity's name in an event's, which may have 253.</summary>
    private const int NameCharsMax = 200;

    /// <summary>Events that may come at once, and per second after that. More are dropped: nobody would read them.</summary>
    private const int Burst = 50;
    private const double PerSecond = 5;

    /// <summary>After so long without a repetition an event is told anew. kube-apiserver forgets events after an hour.</summary>
    private static readonly TimeSpan SeriesAge = TimeSpan.FromMinutes(6);
    private static readonly TimeSpan PublishTimeout = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly Dictionary<SeriesKey, Series> _series = [];
    private readonly TokenBucket _rate = new(PerSecond, Burst, time);

    public async Task PublishAsync(IKubernetesObject<V1ObjectMeta> entity, string reason, string message, EventType type, CancellationToken cancellationToken)
    {
        if (!_rate.TryTake())
        {
            metrics.EventPublished("dropped");
            return;
        }

        var key = new SeriesKey(entity.Kind, entity.Metadata.Uid ?? entity.Key().ToString(), reason, Shortened(message), type);
        using var timeout = new CancellationTokenSource(PublishTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            if (Count(key) is not { } series || !await TryContinueAsync(series, either.Token)) await BeginAsync(key, entity, either.Token);
            metrics.EventPublished("published");
        }
        catch (Exception exception) when (exception is KubernetesApiException or OperationCanceledException)
        {
            metrics.EventPublished("failed");
            Log.NotPublished(logger, exception, reason);
        }
    }

    /// <summary>As kubectl and others name events. The API server completes no name that ends in a dot.</summary>
    private static string NameFor(IKubernetesObject<V1ObjectMeta> entity)
    {
        var name = entity.Metadata.Name ?? "";
        return $"{(name.Length <= NameCharsMax ? name : name[..NameCharsMax].TrimEnd('-', '.'))}.{Guid.NewGuid():N}";
    }

    private static string Shortened(string note)
    {
        if (Encoding.UTF8.GetByteCount(note) <= NoteBytesMax) return note;
        var length = Math.Min(note.Length, NoteBytesMax);
        while (Encoding.UTF8.GetByteCount(note.AsSpan(0, length)) > NoteBytesMax - 3 || char.IsHighSurrogate(note[length - 1])) length--;
        return note[..length] + "…";
    }

    private async Task BeginAsync(SeriesKey key, IKubernetesObject<V1ObjectMeta> entity, CancellationToken cancellationToken)
    {
        var created = await client.CreateAsync(
            new V1Event
            {
                Metadata = new V1ObjectMeta { Name = NameFor(entity), Namespace = entity.Metadata.Namespace ?? "default" },
                EventTime = time.GetUtcNow(),
                ReportingController = controller,
                ReportingInstance = instance,
                Action = key.Reason,
                Reason = key.Reason,
                Regarding = entity.MakeObjectReference(),
                Note = key.Message,
                Type = key.Type == EventType.Warning ? "Warning" : "Normal",
            },
            cancellationToken);
        lock (_lock)
        {
            if (_series.Count >= SeriesMax) _series.Remove(_series.MinBy(entry => entry.Value.LastAt).Key);
            _series[key] = new Series(created.Key(), 1, time.GetUtcNow());
        }
    }

    /// <summary>The series that an event goes on with, counted up; null when it is the first, or the first for long.</summary>
    private Series? Count(SeriesKey key)
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            if (!_series.TryGetValue(key, out var series)) return null;
            if (now - series.LastAt > SeriesAge)
            {
                _series.Remove(key);
                return null;
            }

            return _series[key] = series with { Count = series.Count + 1, LastAt = now };
        }
    }

    /// <summary>False when the API server has forgotten the event.</summary>
    private async Task<bool> TryContinueAsync(Series series, CancellationToken cancellationToken)
    {
        var patch = json.Serialize(new V1EventSeriesPatch { Series = new V1EventSeries { Count = series.Count, LastObservedTime = series.LastAt } });
        try
        {
            await client.PatchAsync<V1Event>(series.Event, new V1Patch(PatchType.MergePatch, patch), null, cancellationToken);
            return true;
        }
        catch (KubernetesApiException exception) when (exception.IsNotFound)
        {
            return false;
        }
    }

    private readonly record struct SeriesKey(string Kind, string Uid, string Reason, string Message, EventType Type);

    private sealed record Series(EntityKey Event, int Count, DateTimeOffset LastAt);
}
