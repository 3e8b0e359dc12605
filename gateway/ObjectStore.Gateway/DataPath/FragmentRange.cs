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
    /// <summary>The first choice.</summary>
    public FragmentId Fragment => new(Stripe, (byte)Member);

    /// <summary>Its device.</summary>
    public DeviceId Device => Targets.Group.Devices[Member];
}
