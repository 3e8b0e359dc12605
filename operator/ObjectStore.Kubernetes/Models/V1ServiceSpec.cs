namespace ObjectStore.Kubernetes.Models;

/// <summary>Which pods a service reaches, and how.</summary>
public sealed record V1ServiceSpec
{
    /// <summary><c>ClusterIP</c>, <c>NodePort</c> or <c>LoadBalancer</c>.</summary>
    public string? Type { get; init; }

    /// <summary>The address; <c>None</c> for a headless service.</summary>
    public string? ClusterIP { get; init; }

    /// <summary>Labels of the pods.</summary>
    public IReadOnlyDictionary<string, string>? Selector { get; init; }

    /// <summary>The ports.</summary>
    public IReadOnlyList<V1ServicePort>? Ports { get; init; }

    /// <summary>Names also pods that are not ready.</summary>
    public bool? PublishNotReadyAddresses { get; init; }

    /// <summary><c>PreferClose</c>…</summary>
    public string? TrafficDistribution { get; init; }

    /// <summary><c>Cluster</c> or <c>Local</c>.</summary>
    public string? ExternalTrafficPolicy { get; init; }

    /// <summary>Who provides the address.</summary>
    public string? LoadBalancerClass { get; init; }
}
