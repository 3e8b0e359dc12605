namespace ObjectStore.Operator.Api.V1Alpha1;

/// <summary>A PostgreSQL cluster that CloudNativePG runs.</summary>
public sealed record CloudNativePGIndex
{
    /// <summary>Instances, one of which is written to.</summary>
    public int Instances { get; init; } = 3;

    /// <summary>Size of each volume, as a quantity.</summary>
    public string Storage { get; init; } = "10Gi";

    /// <summary>Class of the volumes. Without it the cluster's default.</summary>
    public string? StorageClassName { get; init; }
}
