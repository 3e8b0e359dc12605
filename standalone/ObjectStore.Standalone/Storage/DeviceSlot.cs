using ObjectStore.Core.Identifiers;

namespace ObjectStore.Standalone.Storage;

/// <summary>A place for one device.</summary>
/// <param name="Zone">Its zone.</param>
/// <param name="Path">Its folder.</param>
/// <param name="IsConfigured">Whether the settings ask for it; otherwise it is only used when a device is there.</param>
internal sealed record DeviceSlot(ZoneName Zone, string Path, bool IsConfigured);
