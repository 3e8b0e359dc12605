using ObjectStore.Core.Identifiers;

namespace ObjectStore.Gateway.DataPath;

/// <summary>Where bytes of a stripe lie and where they are to go.</summary>
/// <param name="Targets">The stripe's group.</param>
/// <param name="Stripe">The stripe.</param>
/// <param name="Member">The fragment that is read first; a data fragment.</param>
/// <param name="Offset">First byte inside the fragment.</param>
/// <param name="Destination">Borrowed from the reader.</param>
internal readonly record struct FragmentRange(GroupTargets Targets, StripeId Stripe, int Member, int Offset, Memory<byte> Destination)
{
    /// <summary>Whether it is read where the member's fragments lay before it became the member.</summary>
    public bool IsAtFormer { get; init; }

    /// <summary>The first choice.</summary>
    public FragmentId Fragment => new(Stripe, (byte)Member);

    /// <summary>The device that is asked for it.</summary>
    public DeviceId Device => IsAtFormer && Targets.Formers?[Member] is { } former ? former : Targets.Group.Devices[Member];
}
