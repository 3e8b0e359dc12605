using ObjectStore.Core.Identifiers;

namespace ObjectStore.Placement;

/// <summary>A device as selection sees it.</summary>
/// <param name="Zone">Its zone.</param>
/// <param name="FreeBytes">0 when it must not be written to.</param>
/// <param name="Avoidance">Shared by all tables that know the device.</param>
internal sealed record SelectableDevice(ZoneName Zone, long FreeBytes, DeviceAvoidance Avoidance)
{
    public bool IsGood(long now) => FreeBytes > 0 && !Avoidance.IsOn(now);
}
