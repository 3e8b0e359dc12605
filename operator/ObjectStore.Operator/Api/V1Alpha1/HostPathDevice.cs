namespace ObjectStore.Operator.Api.V1Alpha1;

/// <summary>One directory.</summary>
public sealed record HostPathDevice
{
    /// <summary>Absolute path on the Kubernetes node.</summary>
    public required string Path { get; init; }

    /// <summary>Bytes of it that fragments may take, as a quantity (500Gi). Without it all that is free.</summary>
    public string? SizeLimit { get; init; }
}
