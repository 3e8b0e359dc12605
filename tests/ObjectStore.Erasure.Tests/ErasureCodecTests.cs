using System.Numerics;
using ObjectStore.Core.Errors;
using ObjectStore.Core.Stripes;
using ObjectStore.Erasure.Kernels;

namespace ObjectStore.Erasure.Tests;

public sealed class ErasureCodecTests
{
    [Fact]
    public void Encode_FourPlusTwo_FollowsTheGeneratorByteByByte()
    {
        var random = TestBytes.Random(out var seed);
        var data = random.NextBytes(4 * 77);
        var parity = new byte[2 * 77];

        ErasureCodec.For(new ErasureProfile(4, 2)).Encode(data, parity, 77);

        for (var row = 4; row < 6; row++)
        {
            for (var position = 0; position < 77; position++)
            {
                byte sum = 0;
                for (var column = 0; column < 4; column++)
                {
                    sum ^= GaloisField.Multiply(GaloisField.Inverse((byte)(row ^ column)), data[(column * 77) + position]);
                }

                Assert.True(sum == parity[((row - 4) * 77) + position], $"row {row}, position {position}, seed {seed}");
            }
        }
    }

    [Theory]
    [InlineData("1+2")]
    [InlineData("2+1")]
    [InlineData("4+2")]
    [InlineData("3+3")]
    [InlineData("8+4")]
    public void Reconstruct_EverySetOfMissingFragments_GivesTheStripeBack(string name)
    {
        Assert.True(ErasureProfile.TryParse(name, out var profile));
        var random = TestBytes.Random(out var seed);
        const int Length = 67;

        foreach (var kernel in GaloisKernel.Supported())
        {
            var codec = new ErasureCodec(profile, kernel);
            var stripe = NewStripe(codec, Length, random);
            for (var mask = 0u; mask < 1u << profile.FragmentCount; mask++)
            {
                if (BitOperations.PopCount(mask) > profile.ParityFragments) continue;
                var damaged = stripe.ToArray();
                var missing = IndexesOf(mask);
                random.Shuffle(missing);
                foreach (var index in missing) random.NextBytes(damaged.AsSpan(index * Length, Length));

                codec.Reconstruct(damaged, Length, missing);

                Assert.True(stripe.AsSpan().SequenceEqual(damaged), $"{profile}, {kernel.Name}, missing {mask:X}, seed {seed}");
            }
        }
    }

    [Fact]
    public void Reconstruct_EveryProfileWithRandomLosses_GivesTheStripeBack()
    {
        var random = TestBytes.Random(out var seed);

        foreach (var profile in Profiles.All)
        {
            var length = random.Next(1, 200);
            var codec = ErasureCodec.For(profile);
            var stripe = NewStripe(codec, length, random);
            var indexes = Enumerable.Range(0, profile.FragmentCount).ToArray();
            random.Shuffle(indexes);
            var missing = indexes[..profile.ParityFragments];
            var damaged = stripe.ToArray();
            foreach (var index in missing) random.NextBytes(damaged.AsSpan(index * length, length));

            codec.Reconstruct(damaged, length, missing);

            Assert.True(stripe.AsSpan().SequenceEqual(damaged), $"{profile}, {length} bytes, seed {seed}");
        }
    }

    [Fact]
    public void Reconstruct_MoreMissingThanParity_FailsAndChangesNothing()
    {
        var codec = ErasureCodec.For(new ErasureProfile(4, 2));
        var stripe = NewStripe(codec, 100, TestBytes.Random(out _));
        var before = stripe.ToArray();

        var failure = Assert.Throws<StorageException>(() => codec.Reconstruct(stripe, 100, [0, 3, 5]));

        Assert.Equal(StorageErrorCode.TooFewFragments, failure.Code);
        Assert.Equal(before, stripe);
    }

    [Fact]
    public void ReconstructRange_AnySourcesInAnyOrder_GivesTheRange()
    {
        var random = TestBytes.Random(out var seed);

        foreach (var profile in new[] { new ErasureProfile(1, 2), new ErasureProfile(4, 2), new ErasureProfile(8, 4) })
        {
            var codec = ErasureCodec.For(profile);
            var stripe = NewStripe(codec, 1000, random);
            for (var round = 0; round < 200; round++)
            {
                var order = Enumerable.Range(0, profile.FragmentCount).ToArray();
                random.Shuffle(order);
                var (start, length, target) = (random.Next(500), random.Next(1, 500), random.Next(profile.FragmentCount));
                var sources = order[..profile.DataFragments];
                var ranges = sources.SelectMany(index => stripe.Skip((index * 1000) + start).Take(length)).ToArray();
                var destination = new byte[length];

                codec.ReconstructRange(sources, ranges, length, target, destination);

                Assert.True(stripe.AsSpan((target * 1000) + start, length).SequenceEqual(destination), $"{profile}, round {round}, seed {seed}");
            }
        }
    }

    [Theory]
    [InlineData("1+2", 1)]
    [InlineData("4+2", 64)]
    [InlineData("4+2", 9001)]
    [InlineData("5+0", 100)]
    [InlineData("8+4", 4097)]
    public void Verify_OneByteChanged_IsFalse(string name, int length)
    {
        Assert.True(ErasureProfile.TryParse(name, out var profile));
        var random = TestBytes.Random(out var seed);
        var codec = ErasureCodec.For(profile);
        var stripe = NewStripe(codec, length, random);

        Assert.True(codec.Verify(stripe, length), $"seed {seed}");
        for (var round = 0; round < 50 && profile.ParityFragments > 0; round++)
        {
            var position = round == 0 ? stripe.Length - 1 : random.Next(stripe.Length);
            stripe[position] ^= (byte)random.Next(1, 256);
            Assert.False(codec.Verify(stripe, length), $"position {position}, seed {seed}");
            codec.Encode(stripe.AsSpan(0, profile.DataFragments * length), stripe.AsSpan(profile.DataFragments * length), length);
        }
    }

    [Theory]
    [InlineData(399, 200, 100)]
    [InlineData(400, 199, 100)]
    [InlineData(400, 201, 100)]
    [InlineData(0, 0, 0)]
    [InlineData(400, 200, -100)]
    public void Encode_WrongLengths_ThrowsBeforeAnyWrite(int dataBytes, int parityBytes, int fragmentBytes)
    {
        var codec = ErasureCodec.For(new ErasureProfile(4, 2));
        var data = TestBytes.Random(out _).NextBytes(dataBytes);
        var parity = new byte[parityBytes];

        Assert.ThrowsAny<ArgumentException>(() => codec.Encode(data, parity, fragmentBytes));

        Assert.All(parity, value => Assert.Equal(0, value));
    }

    [Fact]
    public void Encode_OverlappingBuffers_Throws()
    {
        var codec = ErasureCodec.For(new ErasureProfile(4, 2));
        var buffer = new byte[600];

        Assert.Throws<ArgumentException>(() => codec.Encode(buffer.AsSpan(0, 400), buffer.AsSpan(399, 200), 100));
    }

    [Fact]
    public void Reconstruct_WrongLengthOrIndex_ThrowsBeforeAnyWrite()
    {
        var codec = ErasureCodec.For(new ErasureProfile(4, 2));
        var stripe = TestBytes.Random(out _).NextBytes(600);
        var before = stripe.ToArray();

        Assert.Throws<ArgumentException>(() => codec.Reconstruct(stripe, 99, [0]));
        Assert.Throws<ArgumentOutOfRangeException>(() => codec.Reconstruct(stripe, 100, [0, 6]));
        Assert.Throws<ArgumentOutOfRangeException>(() => codec.Reconstruct(stripe, 100, [-1]));

        Assert.Equal(before, stripe);
    }

    [Fact]
    public void ReconstructRange_WrongSources_ThrowsBeforeAnyWrite()
    {
        var codec = ErasureCodec.For(new ErasureProfile(4, 2));
        var destination = new byte[10];

        Assert.Throws<ArgumentException>(() => codec.ReconstructRange([0, 1, 2], new byte[40], 10, 5, destination));
        Assert.Throws<ArgumentException>(() => codec.ReconstructRange([0, 1, 2, 2], new byte[40], 10, 5, destination));
        Assert.Throws<ArgumentException>(() => codec.ReconstructRange([0, 1, 2, 3], new byte[39], 10, 5, destination));
        Assert.Throws<ArgumentOutOfRangeException>(() => codec.ReconstructRange([0, 1, 2, 3], new byte[40], 10, 6, destination));
        Assert.Throws<ArgumentException>(() => codec.ReconstructRange([0, 1, 2, 3], new byte[40], 10, 5, destination.AsSpan(1)));

        Assert.All(destination, value => Assert.Equal(0, value));
    }

    [Theory]
    [InlineData(0, 2)]
    [InlineData(30, 3)]
    public void For_ProfileOutOfBounds_Throws(byte data, byte parity) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => ErasureCodec.For(new ErasureProfile(data, parity)));

    [Fact]
    public void For_SameProfile_IsTheSameCodec() =>
        Assert.Same(ErasureCodec.For(new ErasureProfile(4, 2)), ErasureCodec.For(new ErasureProfile(4, 2)));

    [Fact]
    public void Reconstruct_FromManyThreads_GivesEveryStripeBack()
    {
        var codec = ErasureCodec.For(new ErasureProfile(6, 3));
        var stripe = NewStripe(codec, 500, TestBytes.Random(out var seed));

        Parallel.For(0, 2000, round =>
        {
            var random = new Random(seed + round);
            var missing = Enumerable.Range(0, 9).OrderBy(_ => random.Next()).Take(random.Next(1, 4)).ToArray();
            var damaged = stripe.ToArray();
            foreach (var index in missing) damaged.AsSpan(index * 500, 500).Clear();
            codec.Reconstruct(damaged, 500, missing);
            Assert.True(stripe.AsSpan().SequenceEqual(damaged), $"round {round}, seed {seed}");
        });
    }

    private static byte[] NewStripe(ErasureCodec codec, int fragmentBytes, Random random)
    {
        var stripe = random.NextBytes(codec.Profile.FragmentCount * fragmentBytes);
        var parity = codec.Profile.DataFragments * fragmentBytes;
        codec.Encode(stripe.AsSpan(0, parity), stripe.AsSpan(parity), fragmentBytes);
        return stripe;
    }

    private static int[] IndexesOf(uint mask) => [.. Enumerable.Range(0, 32).Where(index => (mask >> index & 1) != 0)];
}
