using ObjectStore.Core.Identifiers;
using ObjectStore.Core.Stripes;

namespace ObjectStore.Index.Objects;

/// <summary>Consecutive stripes of one write in one placement group: ids <c>First, First+1, …</c>, all of the same length but the last.</summary>
/// <param name="First">Id of the first stripe.</param>
/// <param name="Group">Placement group that holds them.</param>
/// <param name="Profile">K and M.</param>
/// <param name="StripeCount">At least 1.</param>
/// <param name="StripeBytes">Data bytes of every stripe but the last.</param>
/// <param name="LastStripeBytes">Data bytes of the last stripe, 1..<paramref name="StripeBytes"/>.</param>
public readonly record struct StripeRun(
    StripeId First, PlacementGroupId Group, ErasureProfile Profile, int StripeCount, int StripeBytes, int LastStripeBytes)
{
    /// <summary>Data bytes of the run.</summary>
    public long Bytes => (long)(StripeCount - 1) * StripeBytes + LastStripeBytes;
}
