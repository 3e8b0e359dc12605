using System.Text.Json;
using System.Text.Json.Serialization;
using ObjectStore.Kubernetes.Serialization;

namespace ObjectStore.Kubernetes.Models;

/// <summary>The holder of a lease.</summary>
public sealed record V1LeaseSpec
{
    /// <summary>Who holds it; empty when released.</summary>
    public string? HolderIdentity { get; init; }

    /// <summary>How long it holds after each renewal.</summary>
    public int? LeaseDurationSeconds { get; init; }

    /// <summary>When the holder got it.</summary>
    [JsonConverter(typeof(MicroTimeConverter))]
    public DateTimeOffset? AcquireTime { get; init; }

    /// <summary>When the holder last renewed it.</summary>
    [JsonConverter(typeof(MicroTimeConverter))]
    public DateTimeOffset? RenewTime { get; init; }

    /// <summary>How often it changed hands.</summary>
    public int? LeaseTransitions { get; init; }

    /// <summary>Fields of newer servers, which an update must not lose.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Unknown { get; set; }
}
