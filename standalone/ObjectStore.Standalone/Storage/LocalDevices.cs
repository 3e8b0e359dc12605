using System.Collections.Frozen;
using ObjectStore.Core.Fragments;
using ObjectStore.Core.Identifiers;

namespace ObjectStore.Standalone.Storage;

/// <summary>The devices of this process.</summary>
internal sealed class LocalDevices(IEnumerable<IFragmentDevice> devices) : IFragmentDevices
{
    private readonly FrozenDictionary<DeviceId, IFragmentDevice> _devices = devices.ToFrozenDictionary(device => device.Id);

    /// <inheritdoc />
    public IFragmentDevice? Find(DeviceId id) => _devices.GetValueOrDefault(id);
}
