using ObjectStore.Core.Errors;
using ObjectStore.Core.Fragments;
using ObjectStore.Core.Identifiers;

namespace ObjectStore.Simulation.Tests.Bugs;

/// <summary>Gateways for which a stripe is written when K fragments are, wherever they lie: fragments that fail after that count as written.</summary>
internal sealed class CountsQuorum : PlantedBugs
{
    private readonly Dictionary<StripeId, int> _durable = [];

    public override bool NeedsAllFaults => true;

    public override IFragmentDevice OnGateway(IFragmentDevice device) => new CountingDevice(_durable, device);

    private sealed class CountingDevice(Dictionary<StripeId, int> durable, IFragmentDevice inner) : ForwardingDevice(inner)
    {
        public override async ValueTask PutAsync(FragmentWrite fragment, CancellationToken cancellationToken)
        {
            var stripe = fragment.Id.Stripe;
            try
            {
                await Inner.PutAsync(fragment, cancellationToken);
                durable[stripe] = durable.GetValueOrDefault(stripe) + 1;
            }
            catch (StorageException) when (durable.GetValueOrDefault(stripe) >= fragment.Profile.DataFragments)
            {
                // Enough are durable, by count: that is the bug.
            }
        }
    }
}
