namespace ObjectStore.Kubernetes.Models;

/// <summary>A process in a pod.</summary>
public sealed record V1Container
{
    /// <summary>Unique in the pod.</summary>
    public required string Name { get; init; }

    /// <summary>What runs.</summary>
    public string? Image { get; init; }

    /// <summary><c>Always</c>, <c>IfNotPresent</c> or <c>Never</c>.</summary>
    public string? ImagePullPolicy { get; init; }

    /// <summary>Instead of the image's entry point.</summary>
    public IReadOnlyList<string>? Command { get; init; }

    /// <summary>Arguments.</summary>
    public IReadOnlyList<string>? Args { get; init; }

    /// <summary>Environment.</summary>
    public IReadOnlyList<V1EnvVar>? Env { get; init; }

    /// <summary>Environment from whole objects.</summary>
    public IReadOnlyList<V1EnvFromSource>? EnvFrom { get; init; }

    /// <summary>Where it listens.</summary>
    public IReadOnlyList<V1ContainerPort>? Ports { get; init; }

    /// <summary>Requests and limits.</summary>
    public V1ResourceRequirements? Resources { get; init; }

    /// <summary>Where volumes appear.</summary>
    public IReadOnlyList<V1VolumeMount>? VolumeMounts { get; init; }

    /// <summary>Whether it has started.</summary>
    public V1Probe? StartupProbe { get; init; }

    /// <summary>Whether it must be restarted.</summary>
    public V1Probe? LivenessProbe { get; init; }

    /// <summary>Whether it gets traffic.</summary>
    public V1Probe? ReadinessProbe { get; init; }

    /// <summary>What happens before it ends.</summary>
    public V1Lifecycle? Lifecycle { get; init; }

    /// <summary>What it may do.</summary>
    public V1SecurityContext? SecurityContext { get; init; }
}
