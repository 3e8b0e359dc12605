using ObjectStore.Kubernetes.Entities;

namespace ObjectStore.Operator.Foreign;

/// <summary>A PostgreSQL that CloudNativePG runs; of its fields those that the operator writes and reads.</summary>
[KubernetesEntity(Group = "postgresql.cnpg.io", ApiVersion = "v1", Kind = "Cluster", PluralName = "clusters")]
public sealed record V1PostgresCluster : KubernetesEntity
{
    /// <summary>What is asked for.</summary>
    public V1PostgresClusterSpec? Spec { get; init; }

    /// <summary>What CloudNativePG says of it.</summary>
    public V1PostgresClusterStatus? Status { get; init; }
}
