using ObjectStore.Core.Identifiers;
using ObjectStore.Core.Stripes;

namespace ObjectStore.Core.Fragments;

/// <summary>What the verified header of a stored fragment says.</summary>
/// <param name="Id">Stripe and index.</param>
/// <param name="Group">Placement group that the stripe lives in.</param>
/// <param name="GroupEpoch">Epoch of the group when the fragment was written.</param>
/// <param name="Profile">K and M of the stripe.</param>
/// <param name="StripeDataBytes">Data bytes of the whole stripe.</param>
/// <param name="PayloadBytes">Bytes of this fragment.</param>
/// <param name="Owner">A formatted <see cref="FragmentOwner"/>.</param>
public sealed record FragmentDescription(
    FragmentId Id,
    PlacementGroupId Group,
    Epoch GroupEpoch,
    ErasureProfile Profile,
    int StripeDataBytes,
    int PayloadBytes,
    ReadOnlyMemory<byte> Owner);
