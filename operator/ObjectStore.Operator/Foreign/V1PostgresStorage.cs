namespace ObjectStore.Operator.Foreign;

/// <summary>Volumes, one for each server.</summary>
public sealed record V1PostgresStorage
{
    /// <summary>Size, as a quantity.</summary>
    public string? Size { get; init; }

    /// <summary>Class, null for the cluster's default.</summary>
    public string? StorageClass { get; init; }
}
