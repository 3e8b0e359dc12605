namespace ObjectStore.Kubernetes.Entities;

/// <summary>Whether objects of a kind belong to namespaces.</summary>
public enum EntityScope
{
    /// <summary>Each object belongs to one namespace.</summary>
    Namespaced,

    /// <summary>Objects belong to the cluster as a whole.</summary>
    Cluster,
}
