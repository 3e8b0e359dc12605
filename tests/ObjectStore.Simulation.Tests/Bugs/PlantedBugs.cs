using ObjectStore.Core.Fragments;
using ObjectStore.Core.Identifiers;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Simulation.Tests.Cluster;
using ObjectStore.Simulation.Tests.Kernel;

namespace ObjectStore.Simulation.Tests.Bugs;

/// <summary>Bugs that the simulation can be given, to prove that it finds them. This one gives none.</summary>
internal class PlantedBugs
{
    public static PlantedBugs None { get; } = new();

    /// <summary>Whether runs have all kinds of faults, for bugs that only few faults together bring to light.</summary>
    public virtual bool NeedsAllFaults => false;

    /// <summary>The device that a node serves.</summary>
    public virtual IFragmentDevice OnNode(SimulatedWorld world, IFragmentDevice device) => device;

    /// <summary>A device as gateways see it.</summary>
    public virtual IFragmentDevice OnGateway(IFragmentDevice device) => device;

    /// <summary>The pool into which processes put what is of <see cref="ClusterShape.ColdClass"/>.</summary>
    public virtual PoolName ColdPool => ClusterShape.ColdPool;

    /// <summary>The database of the index as gateways and the curator see it.</summary>
    public virtual IOrderedStore OnIndex(IOrderedStore store) => store;

    /// <summary>A device as the curator sees it.</summary>
    public virtual IFragmentDevice OnCurator(IFragmentDevice device) => device;
}
