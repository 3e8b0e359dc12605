namespace ObjectStore.Operator.Api.V1Alpha1;

/// <summary>A volume for each server.</summary>
public sealed record DatabaseStorage
{
    /// <summary>Size, as a quantity. It can grow, where its class allows that.</summary>
    public string Size { get; init; } = "20Gi";

    /// <summary>Class of the volumes. Without it the cluster's default. Cannot be changed.</summary>
    public string? StorageClassName { get; init; }
}
