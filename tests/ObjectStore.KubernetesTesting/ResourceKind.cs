namespace ObjectStore.KubernetesTesting;

/// <summary>A kind that the fake API server knows.</summary>
public sealed record ResourceKind(string Group, string Version, string Plural, string Kind, bool IsNamespaced, bool HasStatus)
{
    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    /// <summary>Whether the spec counts its changes; kinds without a spec do not.</summary>
    public bool HasGeneration => Kind is not ("ConfigMap" or "Secret" or "Event" or "Lease" or "Namespace" or "ServiceAccount" or "Node");

    public static IEnumerable<ResourceKind> BuiltIn { get; } =
    [
        new("", "v1", "namespaces", "Namespace", false, true),
        new("", "v1", "nodes", "Node", false, true),
        new("", "v1", "pods", "Pod", true, true),
        new("", "v1", "services", "Service", true, true),
        new("", "v1", "secrets", "Secret", true, false),
        new("", "v1", "configmaps", "ConfigMap", true, false),
        new("", "v1", "serviceaccounts", "ServiceAccount", true, false),
        new("", "v1", "persistentvolumeclaims", "PersistentVolumeClaim", true, true),
        new("apps", "v1", "deployments", "Deployment", true, true),
        new("apps", "v1", "daemonsets", "DaemonSet", true, true),
        new("apps", "v1", "statefulsets", "StatefulSet", true, true),
        new("coordination.k8s.io", "v1", "leases", "Lease", true, false),
        new("events.k8s.io", "v1", "events", "Event", true, false),
        new("policy", "v1", "poddisruptionbudgets", "PodDisruptionBudget", true, true),
        new("networking.k8s.io", "v1", "networkpolicies", "NetworkPolicy", true, false),
        new("networking.k8s.io", "v1", "ingresses", "Ingress", true, true),
        new("autoscaling", "v2", "horizontalpodautoscalers", "HorizontalPodAutoscaler", true, true),
        new("apiextensions.k8s.io", "v1", "customresourcedefinitions", "CustomResourceDefinition", false, true),
    ];
}
