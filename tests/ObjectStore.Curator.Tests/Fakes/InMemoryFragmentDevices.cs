using System.Collections.Concurrent;
using ObjectStore.Core.Fragments;
using ObjectStore.Core.Identifiers;

namespace ObjectStore.Curator.Tests.Fakes;

/// <summary>The devices of a test cluster.</summary>
internal sealed class InMemoryFragmentDevices : IFragmentDevices
{
    private readonly ConcurrentDictionary<DeviceId, InMemoryFragmentDevice> _devices = new();

    public IEnumerable<InMemoryFragmentDevice> All => _devices.Values.OrderBy(device => device.Id.Value);

    public InMemoryFragmentDevice this[DeviceId id] => _devices[id];

    public void Add(InMemoryFragmentDevice device) => _devices[device.Id] = device;

    public void Remove(DeviceId id) => _devices.TryRemove(id, out _);

    public IFragmentDevice? Find(DeviceId id) => _devices.GetValueOrDefault(id);
}
