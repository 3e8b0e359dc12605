using System.Runtime.InteropServices;
using ObjectStore.Core.Identifiers;

namespace ObjectStore.Extents.Index;

/// <summary>One fragment in the index: 32 bytes, of which 28 also make a row of the checkpoint.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal struct FragmentEntry
{
    public ulong StripeHigh;
    public ulong StripeLow;
    public ulong Location;

    /// <summary>Payload length &lt;&lt; 8 | fragment index.</summary>
    public uint LengthAndIndex;

    /// <summary>The next entry of the same bucket or of the free list, plus one; 0 ends the chain.</summary>
    public uint Next;

    public readonly FragmentId Id => new(new StripeId(StripeHigh, StripeLow), (byte)LengthAndIndex);

    public readonly FragmentLocation Place => new(Location, LengthAndIndex >> 8);

    public readonly bool Is(FragmentId id) =>
        StripeLow == id.Stripe.Low && StripeHigh == id.Stripe.High && (byte)LengthAndIndex == id.Index;
}
