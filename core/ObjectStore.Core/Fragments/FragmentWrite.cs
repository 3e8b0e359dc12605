using ObjectStore.Core.Identifiers;
using ObjectStore.Core.Stripes;

namespace ObjectStore.Core.Fragments;

/// <summary>A fragment on its way to a device, with everything that its header repeats.</summary>
/// <param name="Id">Stripe and index.</param>
/// <param name="Group">Placement group that the stripe lives in.</param>
/// <param name="GroupEpoch">Epoch of the group when the fragment was written.</param>
/// <param name="Profile">K and M of the stripe.</param>
/// <param name="StripeDataBytes">Data bytes of the whole stripe; with the profile it gives the fragment's length.</param>
/// <param name="Owner">A formatted <see cref="FragmentOwner"/>, opaque to the device; borrowed until the write completes.</param>
/// <param name="Payload">1 byte to 1 MiB and padding; borrowed until the write completes.</param>
public readonly record struct FragmentWrite(
    FragmentId Id,
    PlacementGroupId Group,
    Epoch GroupEpoch,
    ErasureProfile Profile,
    int StripeDataBytes,
    ReadOnlyMemory<byte> Owner,
    ReadOnlyMemory<byte> Payload);
