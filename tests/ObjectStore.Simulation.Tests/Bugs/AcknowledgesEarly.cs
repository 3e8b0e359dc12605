using ObjectStore.Core.Errors;
using ObjectStore.Core.Fragments;
using ObjectStore.Simulation.Tests.Kernel;

namespace ObjectStore.Simulation.Tests.Bugs;

/// <summary>Nodes that say that a fragment is stored before it is.</summary>
internal sealed class AcknowledgesEarly : PlantedBugs
{
    public override IFragmentDevice OnNode(SimulatedWorld world, IFragmentDevice device) => new EarlyDevice(world, device);

    private sealed class EarlyDevice(SimulatedWorld world, IFragmentDevice inner) : ForwardingDevice(inner)
    {
        public override ValueTask PutAsync(FragmentWrite fragment, CancellationToken cancellationToken)
        {
            _ = PutLaterAsync(fragment);
            return ValueTask.CompletedTask;
        }

        private async Task PutLaterAsync(FragmentWrite fragment)
        {
            await world.DelayAsync(0, 2);
            try
            {
                await Inner.PutAsync(fragment, CancellationToken.None);
            }
            catch (StorageException)
            {
                // Nobody is told: that is the bug.
            }
        }
    }
}
