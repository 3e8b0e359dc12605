namespace ObjectStore.Kubernetes.Models;

/// <summary>How a daemon set runs.</summary>
public sealed record V1DaemonSetStatus
{
    /// <summary>Generation that this speaks of.</summary>
    public long? ObservedGeneration { get; init; }

    /// <summary>Pods that there should be.</summary>
    public int? DesiredNumberScheduled { get; init; }

    /// <summary>Pods that there are.</summary>
    public int? CurrentNumberScheduled { get; init; }

    /// <summary>Pods of the current template.</summary>
    public int? UpdatedNumberScheduled { get; init; }

    /// <summary>Pods that are ready.</summary>
    public int? NumberReady { get; init; }

    /// <summary>Pods that are ready for long enough.</summary>
    public int? NumberAvailable { get; init; }

    /// <summary>Pods that are missing.</summary>
    public int? NumberUnavailable { get; init; }
}
