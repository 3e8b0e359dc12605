namespace ObjectStore.Operator.Api.V1Alpha1;

/// <summary>Which directories of the Kubernetes nodes are devices. Each should be a disk of its own.</summary>
public sealed record StoragePoolDevices
{
    /// <summary>Directories that are devices on every selected node. A node that lacks one reports it.</summary>
    public IReadOnlyList<HostPathDevice>? HostPaths { get; init; }

    /// <summary>Finds devices by a pattern, also those that appear later.</summary>
    public DeviceDiscovery? Discovery { get; init; }
}
