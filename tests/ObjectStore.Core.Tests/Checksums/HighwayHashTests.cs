using System.Runtime.Intrinsics;
using ObjectStore.Core.Checksums;
using ObjectStore.Core.Checksums.Kernels;

namespace ObjectStore.Core.Tests.Checksums;

public sealed class HighwayHashTests
{
    private static readonly HighwayKey Key = HighwayKey.FromBytes(Ascending(HighwayKey.Size));

    [Fact]
    public void Compute64_PublishedInputs_GivePublishedHashes()
    {
        for (var length = 0; length <= 64; length++)
        {
            Assert.Equal(HighwayVectors.Hash64[length], HighwayHash64.Compute(Key, Ascending(length)));
        }
    }

    [Fact]
    public void Compute128_PublishedInputs_GivePublishedHashes()
    {
        for (var length = 0; length <= 64; length++)
        {
            Assert.Equal(Vector128.Create(HighwayVectors.Hash128, 2 * length), HighwayHash128.Compute(Key, Ascending(length)));
        }
    }

    [Fact]
    public void Compute256_PublishedInputs_GivePublishedHashes()
    {
        for (var length = 0; length <= 64; length++)
        {
            Assert.Equal(Vector256.Create(HighwayVectors.Hash256, 4 * length), HighwayHash256.Compute(Key, Ascending(length)));
        }
    }

    [Fact]
    public void Append_AnySplit_EqualsWhole()
    {
        var data = TestBytes.Random(200, out var seed);

        for (var first = 0; first <= 100; first++)
        {
            for (var second = first; second <= data.Length; second += 7)
            {
                var hash = new HighwayHash256(Key);
                hash.Append(data.AsSpan(0, first));
                hash.Append(data.AsSpan(first, second - first));
                hash.Append(data.AsSpan(second));
                Assert.True(HighwayHash256.Compute(Key, data) == hash.Finish(), $"split at {first} and {second}, seed {seed}");
            }
        }
    }

    [Fact]
    public void Finish_InTheMiddle_LeavesTheHashGoingOn()
    {
        var data = TestBytes.Random(77, out _);
        var hash = new HighwayHash64(Key);
        hash.Append(data.AsSpan(0, 40));

        var middle = hash.Finish();
        hash.Append(data.AsSpan(40));

        Assert.Equal(HighwayHash64.Compute(Key, data.AsSpan(0, 40)), middle);
        Assert.Equal(HighwayHash64.Compute(Key, data), hash.Finish());
    }

    [Fact]
    public void UpdateAvx2_RandomPackets_LeavesTheStateOfScalar()
    {
        Assert.SkipUnless(HighwayAvx2.IsSupported, "the processor has no AVX2");
        for (var packets = 0; packets <= 20; packets++)
        {
            var data = TestBytes.Random(32 * packets, out var seed);
            var (scalar, vector) = (new HighwayState(Key), new HighwayState(Key));

            HighwayScalar.Update(ref scalar, data);
            HighwayAvx2.Update(ref vector, data);

            Assert.True(scalar.Value0 == vector.Value0 && scalar.Value1 == vector.Value1, $"values, {packets} packets, seed {seed}");
            Assert.True(scalar.Multiplier0 == vector.Multiplier0 && scalar.Multiplier1 == vector.Multiplier1, $"multipliers, {packets} packets, seed {seed}");
        }
    }

    [Theory]
    [InlineData(31)]
    [InlineData(33)]
    public void FromBytes_WrongLength_Throws(int length) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => HighwayKey.FromBytes(new byte[length]));

    private static byte[] Ascending(int length) => [.. Enumerable.Range(0, length).Select(value => (byte)value)];
}
