using ObjectStore.Core.Identifiers;

namespace ObjectStore.Placement;

/// <summary>A device as selection sees it.</summary>
/// <param name="Zone">Its zone.</param>
/// <param name="FreeBytes">0 when it must not be written to.</param>
/// <param name="IsActive">Whether it would be written to if it had room.</param>
/// <param name="Avoidance">Shared by all tables that know the device.</param>
internal sealed record SelectableDevice(ZoneName Zone, long FreeBytes, bool IsActive, DeviceAvoidance Avoidance)
{
    public bool IsGood(long now) => FreeBytes > 0 && !Avoidance.IsOn(now);
}
