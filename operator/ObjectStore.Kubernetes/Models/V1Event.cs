using System.Text.Json.Serialization;
using ObjectStore.Kubernetes.Entities;
using ObjectStore.Kubernetes.Serialization;

namespace ObjectStore.Kubernetes.Models;

/// <summary>What people find below <c>kubectl describe</c> (events.k8s.io).</summary>
[KubernetesEntity(Group = "events.k8s.io", ApiVersion = "v1", Kind = "Event", PluralName = "events")]
public sealed record V1Event : KubernetesEntity
{
    /// <summary>When it was first seen.</summary>
    [JsonConverter(typeof(MicroTimeConverter))]
    public DateTimeOffset? EventTime { get; init; }

    /// <summary>Who reports: a qualified name.</summary>
    public string? ReportingController { get; init; }

    /// <summary>Which of its instances.</summary>
    public string? ReportingInstance { get; init; }

    /// <summary>What was done, PascalCase.</summary>
    public string? Action { get; init; }

    /// <summary>Why, PascalCase.</summary>
    public string? Reason { get; init; }

    /// <summary>What it is about.</summary>
    public V1ObjectReference? Regarding { get; init; }

    /// <summary>What else took part.</summary>
    public V1ObjectReference? Related { get; init; }

    /// <summary>A sentence for people, at most 1,024 bytes.</summary>
    public string? Note { get; init; }

    /// <summary><c>Normal</c> or <c>Warning</c>.</summary>
    public string? Type { get; init; }

    /// <summary>Set when it happened more than once.</summary>
    public V1EventSeries? Series { get; init; }
}
