using ObjectStore.Core.Identifiers;

namespace ObjectStore.Standalone.Storage;

/// <summary>A place for one device.</summary>
/// <param name="Pool">The storage pool of a device that is made there.</param>
/// <param name="Zone">Its zone.</param>
/// <param name="Path">Its folder.</param>
/// <param name="IsConfigured">Whether the settings ask for it; otherwise it is only used when a device is there.</param>
internal sealed record DeviceSlot(PoolName Pool, ZoneName Zone, string Path, bool IsConfigured);
