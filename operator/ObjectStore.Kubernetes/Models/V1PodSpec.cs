namespace ObjectStore.Kubernetes.Models;

/// <summary>What runs in a pod, and where.</summary>
public sealed record V1PodSpec
{
    /// <summary>Processes.</summary>
    public IReadOnlyList<V1Container>? Containers { get; init; }

    /// <summary>What runs first, one after the other.</summary>
    public IReadOnlyList<V1Container>? InitContainers { get; init; }

    /// <summary>File systems to mount.</summary>
    public IReadOnlyList<V1Volume>? Volumes { get; init; }

    /// <summary>Identity at the API server.</summary>
    public string? ServiceAccountName { get; init; }

    /// <summary>Whether containers get that identity.</summary>
    public bool? AutomountServiceAccountToken { get; init; }

    /// <summary>Where it was scheduled.</summary>
    public string? NodeName { get; init; }

    /// <summary>Labels of the Kubernetes node.</summary>
    public IReadOnlyDictionary<string, string>? NodeSelector { get; init; }

    /// <summary>What it is near to or far from.</summary>
    public V1Affinity? Affinity { get; init; }

    /// <summary>Taints that it bears.</summary>
    public IReadOnlyList<V1Toleration>? Tolerations { get; init; }

    /// <summary>How pods are spread.</summary>
    public IReadOnlyList<V1TopologySpreadConstraint>? TopologySpreadConstraints { get; init; }

    /// <summary>Users and profiles of all containers.</summary>
    public V1PodSecurityContext? SecurityContext { get; init; }

    /// <summary>From SIGTERM to SIGKILL.</summary>
    public long? TerminationGracePeriodSeconds { get; init; }

    /// <summary>Who goes first.</summary>
    public string? PriorityClassName { get; init; }

    /// <summary>Uses the machine's network.</summary>
    public bool? HostNetwork { get; init; }

    /// <summary>Where names are looked up.</summary>
    public string? DnsPolicy { get; init; }

    /// <summary>Credentials of registries.</summary>
    public IReadOnlyList<V1LocalObjectReference>? ImagePullSecrets { get; init; }

    /// <summary><c>Always</c>, <c>OnFailure</c> or <c>Never</c>.</summary>
    public string? RestartPolicy { get; init; }

    /// <summary>Whether services become environment variables.</summary>
    public bool? EnableServiceLinks { get; init; }
}
