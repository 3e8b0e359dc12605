using ObjectStore.Core.Identifiers;

namespace ObjectStore.Core.Fragments;

/// <summary>The devices that this process can reach. Thread-safe; the answer may change from call to call.</summary>
public interface IFragmentDevices
{
    /// <summary>The device with this id, or null while it cannot be reached. Cheap: callers ask once per use and do not keep the answer.</summary>
    IFragmentDevice? Find(DeviceId id);
}
