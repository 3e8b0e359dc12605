using ObjectStore.Kubernetes.Entities;
using ObjectStore.Kubernetes.Models;

namespace ObjectStore.Operator.Pools;

/// <summary>What is asked of pods. Pure.</summary>
internal static class PodFacts
{
    /// <summary>Whether it serves, and is not told to end.</summary>
    public static bool IsReady(V1Pod pod) => !pod.IsDeleting() && pod.Status?.Conditions?.Any(static condition => condition is { Type: "Ready", Status: "True" }) == true;
}
