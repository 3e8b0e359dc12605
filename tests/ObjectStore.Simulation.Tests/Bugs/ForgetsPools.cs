namespace ObjectStore.Simulation.Tests.Bugs;

/// <summary>Processes that do not know in which pool the objects of a class lie.</summary>
internal sealed class ForgetsPools : PlantedBugs
{
    public override bool KnowsPoolsOfClasses => false;
}
