using ObjectStore.Core.Identifiers;

namespace ObjectStore.Core.Fragments;

/// <summary>The devices that this process can reach. Thread-safe; cheap enough to ask on every request.</summary>
public interface IFragmentDevices
{
    /// <summary>The device with this id, or null when it is unknown or not reachable from here.</summary>
    IFragmentDevice? Find(DeviceId id);
}
