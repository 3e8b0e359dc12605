using ObjectStore.Kubernetes.Entities;
using ObjectStore.Kubernetes.Models;

namespace ObjectStore.Operator.Pools;

/// <summary>What is asked of pods. Pure.</summary>
internal static class PodFacts
{
    /// <summary>Since when it serves; where that is not told, since when it exists.</summary>
    public static DateTimeOffset ReadySince(V1Pod pod) =>
        pod.Status?.Conditions?.FirstOrDefault(static condition => condition.Type == "Ready")?.LastTransitionTime ?? pod.Metadata.CreationTimestamp ?? DateTimeOffset.MinValue;

    /// <summary>Whether it serves, and is not told to end.</summary>
    public static bool IsReady(V1Pod pod) => !pod.IsDeleting() && pod.Status?.Conditions?.Any(static condition => condition is { Type: "Ready", Status: "True" }) == true;
}
