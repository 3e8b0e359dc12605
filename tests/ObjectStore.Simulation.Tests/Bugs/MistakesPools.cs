using ObjectStore.Core.Identifiers;

namespace ObjectStore.Simulation.Tests.Bugs;

/// <summary>Processes that put the objects of a class into another pool than a person wants.</summary>
internal sealed class MistakesPools : PlantedBugs
{
    public override PoolName ColdPool => PoolName.Default;
}
