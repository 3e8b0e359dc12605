using System.Buffers.Binary;
using Google.Protobuf;
using ObjectStore.Core.Fragments;
using ObjectStore.Core.Identifiers;
using ObjectStore.Core.Stripes;
using ObjectStore.Rpc.Fragments.Messages;
using FragmentId = ObjectStore.Core.Identifiers.FragmentId;
using WireFragmentId = ObjectStore.Rpc.Fragments.Messages.FragmentId;

namespace ObjectStore.Rpc.Fragments;

/// <summary>Our types as messages and back. What comes in is checked against the bounds of a fragment; false when it is outside.</summary>
internal static class FragmentWire
{
    /// <summary>Longest payload of a fragment: 1 MiB and padding, as the extent format bounds it.</summary>
    public const int PayloadBytesMax = 2 << 20;

    /// <summary>Longest owner, as the extent format bounds it.</summary>
    public const int OwnerBytesMax = 2048;

    public static Id ToWire(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        _ = id.TryWriteBytes(bytes, bigEndian: true, out _);
        return new Id { High = BinaryPrimitives.ReadUInt64BigEndian(bytes), Low = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]) };
    }

    public static Guid ToGuid(Id? id)
    {
        if (id is null) return Guid.Empty;
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, id.High);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], id.Low);
        return new Guid(bytes, bigEndian: true);
    }

    public static DeviceId ToDevice(Id? id) => new(ToGuid(id));

    public static WireFragmentId ToWire(FragmentId id) => new() { StripeHigh = id.Stripe.High, StripeLow = id.Stripe.Low, Index = id.Index };

    public static bool TryRead(WireFragmentId? wire, out FragmentId id)
    {
        id = default;
        if (wire is null || wire.Index >= ErasureProfile.FragmentsMax) return false;
        id = new FragmentId(new StripeId(wire.StripeHigh, wire.StripeLow), (byte)wire.Index);
        return true;
    }

    public static FragmentHeader ToWire(in FragmentWrite fragment) => new()
    {
        Id = ToWire(fragment.Id),
        Group = fragment.Group.Value,
        GroupEpoch = fragment.GroupEpoch.Value,
        DataFragments = fragment.Profile.DataFragments,
        ParityFragments = fragment.Profile.ParityFragments,
        StripeDataBytes = fragment.StripeDataBytes,
        PayloadBytes = fragment.Payload.Length,

        // Borrowed like the payload: the message does not outlive the write.
        Owner = UnsafeByteOperations.UnsafeWrap(fragment.Owner),
    };

    public static FragmentHeader ToWire(FragmentDescription fragment) => new()
    {
        Id = ToWire(fragment.Id),
        Group = fragment.Group.Value,
        GroupEpoch = fragment.GroupEpoch.Value,
        DataFragments = fragment.Profile.DataFragments,
        ParityFragments = fragment.Profile.ParityFragments,
        StripeDataBytes = fragment.StripeDataBytes,
        PayloadBytes = fragment.PayloadBytes,
        Owner = UnsafeByteOperations.UnsafeWrap(fragment.Owner),
    };

    public static bool TryRead(FragmentHeader? wire, out FragmentDescription fragment)
    {
        fragment = null!;
        if (wire is null || !TryRead(wire.Id, out var id)) return false;
        if (wire.DataFragments > ErasureProfile.FragmentsMax || wire.ParityFragments > ErasureProfile.FragmentsMax) return false;
        if (!ErasureProfile.IsValid((int)wire.DataFragments, (int)wire.ParityFragments)) return false;
        var profile = new ErasureProfile((byte)wire.DataFragments, (byte)wire.ParityFragments);
        if (id.Index >= profile.FragmentCount) return false;
        if (wire.PayloadBytes is <= 0 or > PayloadBytesMax || wire.StripeDataBytes < 0 || wire.Owner.Length > OwnerBytesMax) return false;
        fragment = new FragmentDescription(
            id, new PlacementGroupId(wire.Group), new Epoch(wire.GroupEpoch), profile, wire.StripeDataBytes, wire.PayloadBytes, wire.Owner.Memory);
        return true;
    }
}
