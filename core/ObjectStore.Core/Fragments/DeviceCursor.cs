namespace ObjectStore.Core.Fragments;

/// <summary>Where a walk over a device's records stands; opaque to callers. It stays valid while the device writes, compacts and restarts.</summary>
/// <param name="Value">The device's own encoding; 0 is the beginning.</param>
public readonly record struct DeviceCursor(ulong Value)
{
    /// <summary>The beginning of a walk.</summary>
    public static DeviceCursor Start => default;
}
