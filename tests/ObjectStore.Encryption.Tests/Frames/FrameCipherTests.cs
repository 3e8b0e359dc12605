using System.Security.Cryptography;
using ObjectStore.Core.Fragments;
using ObjectStore.Core.Frames;
using ObjectStore.Core.Identifiers;
using ObjectStore.Encryption.Frames;
using ObjectStore.Encryption.Tests.Keys;

namespace ObjectStore.Encryption.Tests.Frames;

public sealed class FrameCipherTests
{
    /// <summary>The values were made by another implementation of HKDF and AES-GCM (Python, cryptography) from the words of docs/encryption.md.</summary>
    [Fact]
    [Trait("Category", "Golden")]
    public void Seal_KnownKeys_GivesTheReferenceBytes()
    {
        using var whole = Cipher(TestKeys.Whole);
        using var part = Cipher(TestKeys.Part, """{"a":"b"}"""u8);
        var full = new byte[FrameLayout.PlainBytes];
        for (var i = 0; i < full.Length; i++) full[i] = (byte)(i * 7 + 3);

        Assert.Equal("ac912c2b756aeb1d739b6611f875e98bbee8104c14", Convert.ToHexStringLower(Seal(whole, 0, true, "hello"u8)));
        Assert.Equal("e363fa9b177caff020ebd8fe91b1b7f2596f9ba3ee", Convert.ToHexStringLower(Seal(part, 3, true, "hello"u8)));
        Assert.Equal("f6baeb103edb254fd591f03d72c9430d2778809d02a4b8f7e7857b22a47f7920", Convert.ToHexStringLower(SHA256.HashData(Seal(whole, 0, false, full))));
    }

    [Fact]
    public void TryOpen_AnyBitChanged_RefusesAndShowsNothing()
    {
        using var cipher = Cipher(TestKeys.Whole);
        var frame = Seal(cipher, 7, true, "hello"u8);
        var plain = new byte[5];

        for (var bit = 0; bit < frame.Length * 8; bit++)
        {
            var damaged = frame.ToArray();
            damaged[bit / 8] ^= (byte)(1 << bit % 8);
            plain.AsSpan().Fill(0xAA);
            Assert.False(cipher.TryOpen(7, true, damaged, plain));
            Assert.Equal(new byte[5], plain);
        }

        Assert.True(cipher.TryOpen(7, true, frame, plain));
        Assert.Equal("hello"u8, plain);
    }

    [Fact]
    public void TryOpen_OtherPlace_Refuses()
    {
        using var cipher = Cipher(TestKeys.Whole);
        var frame = Seal(cipher, 7, false, new byte[FrameLayout.PlainBytes]);
        var plain = new byte[FrameLayout.PlainBytes];

        Assert.False(cipher.TryOpen(6, false, frame, plain));
        Assert.False(cipher.TryOpen(7 + (1L << 32), false, frame, plain));
        Assert.False(cipher.TryOpen(7, true, frame, plain));
        Assert.True(cipher.TryOpen(7, false, frame, plain));
    }

    [Fact]
    public void TryOpen_OtherObjectPartUploadSaltOrContext_Refuses()
    {
        using var cipher = Cipher(TestKeys.Part);
        var frame = Seal(cipher, 0, true, "hello"u8);
        FragmentOwner[] others =
        [
            TestKeys.Part with { Bucket = new BucketId(1) }, TestKeys.Part with { Key = ObjectKey.From("photos/a.jpgg") }, TestKeys.Part with { PartNumber = 514 },
            TestKeys.Part with { Upload = new UploadId(1) }, TestKeys.Whole,
        ];

        foreach (var other in others)
        {
            using var wrong = Cipher(other);
            Assert.False(wrong.TryOpen(0, true, frame, new byte[5]));
        }

        using var otherSalt = new FrameCipher(TestKeys.Data(), TestKeys.Run(101), TestKeys.Part, []);
        using var otherContext = Cipher(TestKeys.Part, "{}"u8);
        using var same = Cipher(TestKeys.Part);
        Assert.False(otherSalt.TryOpen(0, true, frame, new byte[5]));
        Assert.False(otherContext.TryOpen(0, true, frame, new byte[5]));
        Assert.True(same.TryOpen(0, true, frame, new byte[5]));
    }

    [Fact]
    public void TryOpen_WrongLengths_Refuses()
    {
        using var cipher = Cipher(TestKeys.Whole);

        for (var length = 0; length <= FrameLayout.TagBytes; length++) Assert.False(cipher.TryOpen(0, true, new byte[length], []));
        Assert.False(cipher.TryOpen(0, true, new byte[30], new byte[13]));
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(1, 1, 17)]
    [InlineData(65_536, 1, 65_552)]
    [InlineData(65_537, 2, 65_569)]
    [InlineData(5L << 40, 83_886_080, (5L << 40) + 16L * 83_886_080)]
    public void SealedLengthOf_Size_CountsATagForEachFrame(long size, long frames, long stored)
    {
        Assert.Equal(frames, FrameLayout.CountOf(size));
        Assert.Equal(stored, FrameLayout.SealedLengthOf(size));
    }

    private static FrameCipher Cipher(FragmentOwner owner, ReadOnlySpan<byte> context = default) => new(TestKeys.Data(), TestKeys.Salt, owner, context);

    private static byte[] Seal(FrameCipher cipher, long index, bool isLast, ReadOnlySpan<byte> plain)
    {
        var frame = new byte[plain.Length + FrameLayout.TagBytes];
        cipher.Seal(index, isLast, plain, frame);
        return frame;
    }
}
