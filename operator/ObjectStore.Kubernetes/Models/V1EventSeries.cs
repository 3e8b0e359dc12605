using System.Text.Json.Serialization;
using ObjectStore.Kubernetes.Serialization;

namespace ObjectStore.Kubernetes.Models;

/// <summary>An event that goes on.</summary>
public sealed record V1EventSeries
{
    /// <summary>How often so far.</summary>
    public int Count { get; init; }

    /// <summary>When last.</summary>
    [JsonConverter(typeof(MicroTimeConverter))]
    public DateTimeOffset LastObservedTime { get; init; }
}
