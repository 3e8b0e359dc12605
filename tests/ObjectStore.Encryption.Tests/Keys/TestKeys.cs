using ObjectStore.Core.Fragments;
using ObjectStore.Core.Identifiers;
using ObjectStore.Encryption.Keys;

namespace ObjectStore.Encryption.Tests.Keys;

/// <summary>Keys and names that the reference vectors are of.</summary>
internal static class TestKeys
{
    public static UploadId Upload { get; } = UploadId.Read(Convert.FromHexString("00112233445566778899aabbccddeeff"));

    public static byte[] Salt { get; } = Run(100);

    public static FragmentOwner Whole { get; } = new(new BucketId(0x1122334455667788), ObjectKey.From("photos/a.jpg"), Upload: null, PartNumber: 0);

    public static FragmentOwner Part { get; } = Whole with { Upload = Upload, PartNumber = 513 };

    public static SecretKey Data() => new(Run(0));

    public static SecretKey Wrapping() => new(Run(200));

    /// <summary>32 bytes, counting up.</summary>
    public static byte[] Run(int first) => [.. Enumerable.Range(first, SecretKey.Size).Select(static value => (byte)value)];
}
