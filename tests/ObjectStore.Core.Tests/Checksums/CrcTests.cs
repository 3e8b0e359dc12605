using ObjectStore.Core.Checksums;
using ObjectStore.Core.Checksums.Kernels;

namespace ObjectStore.Core.Tests.Checksums;

public sealed class CrcTests
{
    private static readonly Dictionary<string, CrcField> Fields = new()
    {
        ["Crc32"] = new CrcField(32, 0xEDB88320),
        ["Crc32C"] = new CrcField(32, 0x82F63B78),
        ["Crc64Nvme"] = new CrcField(64, 0x9A6C9329AC4BC9B5),
    };

    /// <summary>The "check" values of the published CRC catalogues: the CRC of the nine digits.</summary>
    [Fact]
    public void Compute_CheckString_GivesPublishedValues()
    {
        Assert.Equal(0xCBF43926u, Crc32.Compute("123456789"u8));
        Assert.Equal(0xE3069283u, Crc32C.Compute("123456789"u8));
        Assert.Equal(0xAE8B14860A799888ul, Crc64Nvme.Compute("123456789"u8));
    }

    /// <summary>RFC 3720 appendix B.4.</summary>
    [Fact]
    public void Compute_IscsiExamples_GivePublishedValues()
    {
        Assert.Equal(0x8A9136AAu, Crc32C.Compute(new byte[32]));
        Assert.Equal(0x62A8AB43u, Crc32C.Compute(Enumerable.Repeat((byte)0xFF, 32).ToArray()));
        Assert.Equal(0x46DD794Eu, Crc32C.Compute(Enumerable.Range(0, 32).Select(value => (byte)value).ToArray()));
        Assert.Equal(0x113FDB5Cu, Crc32C.Compute(Enumerable.Range(0, 32).Select(value => (byte)(31 - value)).ToArray()));
    }

    /// <summary>NVM Express NVM Command Set Specification 1.0, section 5.2.1.3.5: 4 KiB of zeros, ones, and ascending bytes.</summary>
    [Fact]
    public void Compute_NvmeExamples_GivePublishedValues()
    {
        Assert.Equal(0x6482D367EB22B64Eul, Crc64Nvme.Compute(new byte[4096]));
        Assert.Equal(0xC0DDBA7302ECA3ACul, Crc64Nvme.Compute(Enumerable.Repeat((byte)0xFF, 4096).ToArray()));
        Assert.Equal(0x3E729F5F6750449Cul, Crc64Nvme.Compute(Enumerable.Range(0, 4096).Select(value => (byte)value).ToArray()));
    }

    [Theory]
    [InlineData("Crc32")]
    [InlineData("Crc32C")]
    [InlineData("Crc64Nvme")]
    public void UpdateScalar_AgainstBitwiseDefinition_IsEqual(string name)
    {
        var field = Fields[name];
        var data = TestBytes.Random(67, out var seed);

        var state = 0xA5A5A5A5UL;
        foreach (var value in data)
        {
            state ^= value;
            for (var bit = 0; bit < 8; bit++) state = field.TimesX(state);
        }

        Assert.True(state == new ReflectedCrc(field).UpdateScalar(0xA5A5A5A5, data), $"seed {seed}");
    }

    [Theory]
    [InlineData("Crc32")]
    [InlineData("Crc32C")]
    [InlineData("Crc64Nvme")]
    public void Update_EveryKernel_EqualsScalar(string name)
    {
        var instruction = name switch { "Crc32" => CrcInstruction.Ieee, "Crc32C" => CrcInstruction.Castagnoli, _ => CrcInstruction.None };
        var crc = new ReflectedCrc(Fields[name], instruction);
        var data = TestBytes.Random(5000, out var seed);
        var lengths = Enumerable.Range(0, 600).Concat([1023, 1024, 1025, 4095, 4096, 4097]);

        foreach (var length in lengths)
        {
            var input = data.AsSpan(length % 7, length);
            var expected = crc.UpdateScalar(0x12345678, input);
            Assert.True(expected == crc.Update(0x12345678, input), $"chosen kernel, {length} bytes, seed {seed}");
            if (CrcFold128.IsSupported && length >= 64)
                Assert.True(expected == crc.UpdateFolded128(0x12345678, input), $"128, {length} bytes, seed {seed}");
            if (CrcFold512.IsSupported && length >= 256)
                Assert.True(expected == crc.UpdateFolded512(0x12345678, input), $"512, {length} bytes, seed {seed}");
        }
    }

    [Fact]
    public void Append_AnySplit_EqualsWhole()
    {
        var data = TestBytes.Random(1500, out var seed);

        for (var split = 0; split <= data.Length; split += 13)
        {
            var (crc32, crc32C, crc64) = (default(Crc32), default(Crc32C), default(Crc64Nvme));
            foreach (var piece in (byte[][])[data[..split], data[split..]])
            {
                crc32.Append(piece);
                crc32C.Append(piece);
                crc64.Append(piece);
            }

            Assert.True(Crc32.Compute(data) == crc32.Value, $"split at {split}, seed {seed}");
            Assert.True(Crc32C.Compute(data) == crc32C.Value, $"split at {split}, seed {seed}");
            Assert.True(Crc64Nvme.Compute(data) == crc64.Value, $"split at {split}, seed {seed}");
        }
    }

    [Fact]
    public void Combine_AnySplit_EqualsWhole()
    {
        var data = TestBytes.Random(1500, out var seed);

        for (var split = 0; split <= data.Length; split += 13)
        {
            var first = data.AsSpan(0, split);
            var second = data.AsSpan(split);
            Assert.True(Crc32.Compute(data) == Crc32.Combine(Crc32.Compute(first), Crc32.Compute(second), second.Length), $"split at {split}, seed {seed}");
            Assert.True(Crc32C.Compute(data) == Crc32C.Combine(Crc32C.Compute(first), Crc32C.Compute(second), second.Length), $"split at {split}, seed {seed}");
            Assert.True(Crc64Nvme.Compute(data) == Crc64Nvme.Combine(Crc64Nvme.Compute(first), Crc64Nvme.Compute(second), second.Length), $"split at {split}, seed {seed}");
        }
    }

    [Fact]
    public void Combine_PartsOfTerabytes_IsAssociative()
    {
        const long Huge = 5L << 40;

        var left = Crc64Nvme.Combine(Crc64Nvme.Combine(1, 2, Huge), 3, Huge);
        var right = Crc64Nvme.Combine(1, Crc64Nvme.Combine(2, 3, Huge), 2 * Huge);

        Assert.Equal(left, right);
    }
}
