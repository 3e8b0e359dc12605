using ObjectStore.Core.Fragments;

namespace ObjectStore.Rpc.Fragments;

/// <summary>The devices that a node serves, and what it says of itself. Thread-safe.</summary>
public interface INodeDevices : IFragmentDevices
{
    /// <summary>Name, zone, and all devices, also those that cannot be served. Cheap.</summary>
    NodeDescription Describe();
}
