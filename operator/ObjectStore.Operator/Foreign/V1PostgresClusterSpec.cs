using ObjectStore.Kubernetes.Models;

namespace ObjectStore.Operator.Foreign;

/// <summary>The database that is asked for.</summary>
public sealed record V1PostgresClusterSpec
{
    /// <summary>Servers: one primary, the others replicas.</summary>
    public int? Instances { get; init; }

    /// <summary>Image of PostgreSQL, null for the operator's.</summary>
    public string? ImageName { get; init; }

    /// <summary>Its configuration.</summary>
    public V1PostgresConfiguration? Postgresql { get; init; }

    /// <summary>Where servers run.</summary>
    public V1PostgresAffinity? Affinity { get; init; }

    /// <summary>Volumes of the data.</summary>
    public V1PostgresStorage? Storage { get; init; }

    /// <summary>Volumes of the log, null for those of the data.</summary>
    public V1PostgresStorage? WalStorage { get; init; }

    /// <summary>CPU and memory of a server.</summary>
    public V1ResourceRequirements? Resources { get; init; }

    /// <summary>How a new database begins.</summary>
    public V1PostgresBootstrap? Bootstrap { get; init; }
}
