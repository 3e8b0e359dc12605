using ObjectStore.Core.Fragments;
using ObjectStore.Core.Identifiers;
using ObjectStore.Simulation.Tests.Cluster;

namespace ObjectStore.Simulation.Tests.Network;

/// <summary>All devices as one process sees them.</summary>
internal sealed class RemoteDevices(SimulatedCluster cluster, SimulatedProcess caller, Func<IFragmentDevice, IFragmentDevice> plantedBug) : IFragmentDevices
{
    public IFragmentDevice? Find(DeviceId id) => plantedBug(new RemoteDevice(cluster, caller, id));
}
