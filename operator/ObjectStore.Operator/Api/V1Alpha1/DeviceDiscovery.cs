namespace ObjectStore.Operator.Api.V1Alpha1;

/// <summary>Finds devices by a pattern, also those that appear later.</summary>
public sealed record DeviceDiscovery
{
    /// <summary>Absolute path of a directory whose directories are devices, followed by /*, as in /mnt/disks/*.</summary>
    public required string Pattern { get; init; }

    /// <summary>Bytes that fragments may take on each device, as a quantity. Without it all that is free.</summary>
    public string? SizeLimit { get; init; }
}
