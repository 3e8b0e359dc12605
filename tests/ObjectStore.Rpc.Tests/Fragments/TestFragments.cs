using ObjectStore.Core.Fragments;
using ObjectStore.Core.Identifiers;
using ObjectStore.Core.Stripes;

namespace ObjectStore.Rpc.Tests.Fragments;

/// <summary>Makes fragments whose bytes follow from a number.</summary>
internal static class TestFragments
{
    public static FragmentId Id(int number) => new(new StripeId(0x1234_5678_9ABC_0007, (ulong)(uint)number << 32), 1);

    public static byte[] Payload(int length, int seed)
    {
        var payload = new byte[length];
        new Random(seed).NextBytes(payload);
        return payload;
    }

    public static FragmentWrite Write(int number, ReadOnlyMemory<byte> payload, string key = "photos/2026/cat.jpg", uint group = 3) => new(
        Id(number), new PlacementGroupId(group), new Epoch(5), new ErasureProfile(4, 2), payload.Length, new FragmentOwner(new BucketId(9), ObjectKey.From(key), null, 0).Format(), payload);
}
