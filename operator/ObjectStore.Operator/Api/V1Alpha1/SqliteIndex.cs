namespace ObjectStore.Operator.Api.V1Alpha1;

/// <summary>A file beside a single gateway. For evaluation.</summary>
public sealed record SqliteIndex
{
    /// <summary>Size of the volume, as a quantity.</summary>
    public string Storage { get; init; } = "10Gi";

    /// <summary>Class of the volume. Without it the cluster's default.</summary>
    public string? StorageClassName { get; init; }
}
