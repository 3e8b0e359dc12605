using ObjectStore.Kubernetes.Entities;
using ObjectStore.Kubernetes.Models;

namespace ObjectStore.Operator.Pools;

/// <summary>What is asked of pods. Pure.</summary>
internal static class PodFacts
{
    /// <summary>
    /// How long a pod has been ready before others may go because of it: by then the curator has seen its devices go and come, and its report is of after that.
    /// </summary>
    public static readonly TimeSpan SettleTime = TimeSpan.FromSeconds(40);

    /// <summary>Since when it serves; where that is not told, since when it exists.</summary>
    public static DateTimeOffset ReadySince(V1Pod pod) =>
        pod.Status?.Conditions?.FirstOrDefault(static condition => condition.Type == "Ready")?.LastTransitionTime ?? pod.Metadata.CreationTimestamp ?? DateTimeOffset.MinValue;

    /// <summary>Whether it serves, and has for so long that the curator's report knows it.</summary>
    public static bool IsSettled(V1Pod pod, DateTimeOffset now) => IsReady(pod) && ReadySince(pod) <= now - SettleTime;

    /// <summary>Whether it serves, and is not told to end.</summary>
    public static bool IsReady(V1Pod pod) => !pod.IsDeleting() && pod.Status?.Conditions?.Any(static condition => condition is { Type: "Ready", Status: "True" }) == true;
}
