namespace ObjectStore.Operator.Api.V1Alpha1;

/// <summary>One PostgreSQL instance that the operator runs. Without failover.</summary>
public sealed record BundledIndex
{
    /// <summary>Size of the volume, as a quantity. Cannot be changed here; its claim can be expanded, where its class allows that.</summary>
    public string Storage { get; init; } = "10Gi";

    /// <summary>Class of the volume. Without it the cluster's default. Cannot be changed.</summary>
    public string? StorageClassName { get; init; }
}
