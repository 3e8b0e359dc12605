using ObjectStore.Core.Fragments;
using ObjectStore.Core.Identifiers;
using ObjectStore.Core.Stripes;

namespace ObjectStore.Extents.Tests;

/// <summary>Makes fragments whose bytes follow from a number.</summary>
internal static class TestFragments
{
    private static readonly DateTimeOffset Epoch2026 = DateTimeOffset.FromUnixTimeMilliseconds(1_780_000_000_000);

    public static FragmentId Id(int number, byte index = 0) =>
        new(new StripeId(((ulong)Epoch2026.ToUnixTimeMilliseconds() << 16) | 7, ((ulong)(uint)number * 0x9E37_79B9 << 32) | (uint)number), index);

    public static byte[] Payload(int length, int seed)
    {
        var payload = new byte[length];
        new Random(seed).NextBytes(payload);
        return payload;
    }

    public static byte[] Owner(string key) => new FragmentOwner(new BucketId(9), ObjectKey.From(key), null, 0).Format();

    public static FragmentWrite Write(FragmentId id, ReadOnlyMemory<byte> payload, string key = "photos/2026/cat.jpg") => new(
        id, new PlacementGroupId(3), new Epoch(5), new ErasureProfile(1, 2), payload.Length, Owner(key), payload);

    /// <summary>Memory whose address is a multiple of 4096 and that stays where it is.</summary>
    public static Memory<byte> Aligned(int length)
    {
        var pinned = GC.AllocateUninitializedArray<byte>(length + 4095, pinned: true);
        var address = System.Runtime.InteropServices.Marshal.UnsafeAddrOfPinnedArrayElement(pinned, 0);
        return pinned.AsMemory((int)((4096 - (address % 4096)) % 4096), length);
    }
}
