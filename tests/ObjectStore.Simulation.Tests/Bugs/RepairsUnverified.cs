using ObjectStore.Core.Errors;
using ObjectStore.Core.Fragments;
using ObjectStore.Core.Identifiers;

namespace ObjectStore.Simulation.Tests.Bugs;

/// <summary>A curator that takes damaged bytes for good ones.</summary>
internal sealed class RepairsUnverified : PlantedBugs
{
    public override IFragmentDevice OnCurator(IFragmentDevice device) => new UnverifiedDevice(device);

    private sealed class UnverifiedDevice(IFragmentDevice inner) : ForwardingDevice(inner)
    {
        public override async ValueTask ReadAsync(FragmentId id, int offset, Memory<byte> destination, CancellationToken cancellationToken)
        {
            try
            {
                await Inner.ReadAsync(id, offset, destination, cancellationToken);
            }
            catch (StorageException exception) when (exception.Code == StorageErrorCode.CorruptFragment)
            {
                destination.Span.Fill(0xBD);
            }
        }
    }
}
