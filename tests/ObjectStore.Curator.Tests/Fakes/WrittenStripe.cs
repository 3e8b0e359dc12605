using ObjectStore.Core.Fragments;
using ObjectStore.Core.Identifiers;
using ObjectStore.Core.Stripes;
using ObjectStore.Erasure;
using ObjectStore.Placement;

namespace ObjectStore.Curator.Tests.Fakes;

/// <summary>A stripe as it was written, with all its bytes.</summary>
internal sealed record WrittenStripe(StripeId Id, PlacementGroupId Group, StripeLayout Layout, byte[] Bytes)
{
    public static WrittenStripe Create(StripeId id, PlacementGroup group, int dataBytes, Random random)
    {
        var layout = new StripeLayout(group.Profile, dataBytes);
        var bytes = new byte[layout.TotalBytes];
        random.NextBytes(bytes.AsSpan(0, dataBytes));
        ErasureCodec.For(group.Profile).Encode(bytes.AsSpan(0, layout.ParityOffset), bytes.AsSpan(layout.ParityOffset), layout.FragmentBytes);
        return new WrittenStripe(id, group.Id, layout, bytes);
    }

    public FragmentId FragmentId(int index) => new(Id, (byte)index);

    public ReadOnlySpan<byte> FragmentBytes(int index) => Bytes.AsSpan(index * Layout.FragmentBytes, Layout.FragmentBytes);

    public FragmentWrite WriteOf(int index, PlacementGroup group, FragmentOwner owner) => new(
        FragmentId(index), group.Id, group.Epoch, Layout.Profile, Layout.DataBytes, owner.Format(), Bytes.AsMemory(index * Layout.FragmentBytes, Layout.FragmentBytes));
}
