using System.Buffers.Binary;
using System.Text;
using ObjectStore.Core.Frames;

namespace ObjectStore.Compression.Tests;

public sealed class FrameCodecTests
{
    private const int Frame = CompressedLayout.FrameBytes;

    private const string Magic = "28b52ffd";

    public static TheoryData<int> Sizes => [1, 2, 15, 16, 17, 100, 1000, Frame - 1, Frame];

    [Fact]
    public void Unavailable_WithTheLibrary_IsNull() => Assert.Null(FrameCodec.Unavailable);

    /// <summary>Reference: the zstd command 1.5.4, <c>printf 'frame frame …' | zstd</c>, without and with <c>--no-check</c>.</summary>
    [Theory]
    [InlineData("28b52ffd0458650000306672616d6520010002952259791e3a")]
    [InlineData("28b52ffd0058650000306672616d65200100029522")]
    public void TryExpand_FrameOfTheCommand_GivesItsBytes(string frame)
    {
        var expected = Encoding.ASCII.GetBytes(string.Join(' ', Enumerable.Repeat("frame", 8)));
        var plain = new byte[expected.Length];

        Assert.True(FrameCodec.TryExpand(Convert.FromHexString(frame), plain));

        Assert.Equal(expected, plain);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Compress_Text_ExpandsToTheSame(int size)
    {
        var plain = TextOf(size);
        var stored = new byte[size];
        var expanded = new byte[size];

        var count = FrameCodec.Compress(plain, stored);

        Assert.InRange(count, 0, size - 1);
        Assert.True(size < 100 || count > 0);
        if (count == 0) return;
        Assert.True(FrameCodec.TryExpand(stored.AsSpan(0, count), expanded));
        Assert.Equal(plain, expanded);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Compress_Chance_IsNotWorthIt(int size)
    {
        var plain = new byte[size];
        new Random(1).NextBytes(plain);

        Assert.Equal(0, FrameCodec.Compress(plain, new byte[size]));
    }

    [Fact]
    public void TryExpand_AnotherLength_IsFalseAndWritesNothingBeyond()
    {
        var stored = new byte[Frame];
        var count = FrameCodec.Compress(TextOf(5000), stored.AsSpan(0, 5000));
        var memory = new byte[Frame];

        Assert.False(FrameCodec.TryExpand(stored.AsSpan(0, count), memory.AsSpan(0, 4999)));
        Assert.False(FrameCodec.TryExpand(stored.AsSpan(0, count), memory.AsSpan(0, 5001)));
        Assert.All(memory[5001..], static value => Assert.Equal(0, value));
        Assert.False(FrameCodec.TryExpand(stored.AsSpan(0, count), []));
        Assert.False(FrameCodec.TryExpand([], memory.AsSpan(0, 1)));
    }

    /// <summary>A frame of a few bytes that says of itself that it holds gigabytes.</summary>
    [Theory]
    [InlineData(1UL << 31)]
    [InlineData(1UL << 40)]
    [InlineData(ulong.MaxValue)]
    public void TryExpand_FrameThatClaimsToBeHuge_IsFalseAndAllocatesLittle(ulong claimed)
    {
        byte[] stored = [0x28, 0xB5, 0x2F, 0xFD, 0xC0, 0xFF, 0, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0];
        BinaryPrimitives.WriteUInt64LittleEndian(stored.AsSpan(6), claimed);
        var plain = new byte[Frame];
        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.False(FrameCodec.TryExpand(stored, plain));

        // The first call sets the library up.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    /// <summary>Goal: the checksum finds what memory or an error changes, and no bytes make the library fail otherwise. Method: every bit of a frame is flipped, and every end cut off.</summary>
    [Fact]
    public void TryExpand_AnyBitFlippedOrEndCutOff_NeverGivesOtherBytes()
    {
        var plain = TextOf(3000);
        var buffer = new byte[3000];
        var stored = buffer[..FrameCodec.Compress(plain, buffer)];
        var expanded = new byte[3000];
        var acceptedCount = 0;

        for (var bit = 0; bit < stored.Length * 8; bit++)
        {
            stored[bit / 8] ^= (byte)(1 << bit % 8);
            if (FrameCodec.TryExpand(stored, expanded))
            {
                // Some bits of the format mean nothing to a reader.
                acceptedCount++;
                Assert.Equal(plain, expanded);
            }

            stored[bit / 8] ^= (byte)(1 << bit % 8);
        }

        for (var length = 0; length < stored.Length; length++) Assert.False(FrameCodec.TryExpand(stored.AsSpan(0, length), expanded));
        Assert.InRange(acceptedCount, 0, 16);
    }

    [Fact]
    public void TryExpand_Chance_IsFalse()
    {
        var random = new Random(7);
        var stored = new byte[2000];
        var plain = new byte[Frame];
        for (var round = 0; round < 2000; round++)
        {
            random.NextBytes(stored);
            Convert.FromHexString(Magic).CopyTo(stored, 0);

            Assert.False(FrameCodec.TryExpand(stored.AsSpan(0, random.Next(1, stored.Length)), plain));
        }
    }

    [Fact]
    public void Compress_ManyAtOnce_EachGetsItsOwn()
    {
        Parallel.For(0, 64, index =>
        {
            var plain = TextOf(1000 + index * 900);
            plain[index] = 0;
            var stored = new byte[plain.Length];
            var expanded = new byte[plain.Length];
            for (var round = 0; round < 20; round++)
            {
                var count = FrameCodec.Compress(plain, stored);
                Assert.True(FrameCodec.TryExpand(stored.AsSpan(0, count), expanded));
                Assert.Equal(plain, expanded);
            }
        });
    }

    private static byte[] TextOf(int size)
    {
        var text = new StringBuilder();
        for (var line = 0; text.Length < size; line++) text.Append("2026-01-02T03:04:05Z gateway ").Append(line * 7919 % 10007).Append(" GET /bucket/key 200\n");
        return Encoding.ASCII.GetBytes(text.ToString(0, size));
    }
}
