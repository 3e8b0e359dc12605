using ObjectStore.Core.Fragments;
using ObjectStore.Index.OrderedStore;
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

    /// <summary>Whether processes have settings that say in which pool the objects of a class lie.</summary>
    public virtual bool KnowsPoolsOfClasses => true;

    /// <summary>The database of the index as gateways and the curator see it.</summary>
    public virtual IOrderedStore OnIndex(IOrderedStore store) => store;

    /// <summary>A device as the curator sees it.</summary>
    public virtual IFragmentDevice OnCurator(IFragmentDevice device) => device;
}
