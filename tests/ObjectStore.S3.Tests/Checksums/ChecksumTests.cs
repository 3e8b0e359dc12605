using System.Security.Cryptography;
using ObjectStore.S3.Checksums;

namespace ObjectStore.S3.Tests.Checksums;

public sealed class ChecksumTests
{
    private static readonly byte[] Data = [.. Enumerable.Range(0, 1000).Select(value => (byte)(value * 31))];

    /// <summary>The published check values of the CRCs and the hashes of the same nine digits, in base64.</summary>
    [Theory]
    [InlineData(ChecksumAlgorithm.Crc32, "y/Q5Jg==")]
    [InlineData(ChecksumAlgorithm.Crc32C, "4waSgw==")]
    [InlineData(ChecksumAlgorithm.Crc64Nvme, "rosUhgp5mIg=")]
    [InlineData(ChecksumAlgorithm.Sha1, "98O8HYCOBHMq32eZZczDTKeuNEE=")]
    [InlineData(ChecksumAlgorithm.Sha256, "FeKw08M4keuw8e9gnsQZQgwg4yDOlMZfvIwzEkSOsiU=")]
    [InlineData(ChecksumAlgorithm.Sha512, "2eZ2LdHI6vbWGzxhkvxAjU1tXxF20MKRabwk5xw/J0rSf81YEbMT1oH35V7ALXPUmclUVba1u1A6z1dPuo/+hQ==")]
    [InlineData(ChecksumAlgorithm.Md5, "JfnnlDI7RTiF9RgfG2JNCw==")]
    [InlineData(ChecksumAlgorithm.XxHash64, "jLhB20DmroM=")]
    [InlineData(ChecksumAlgorithm.XxHash3, "ctyxi2ehff8=")]
    [InlineData(ChecksumAlgorithm.XxHash128, "MxGUd+3l3NXpcWQnaB1YYA==")]
    public void GetValue_NineDigits_IsThePublishedValue(ChecksumAlgorithm algorithm, string expected)
    {
        using var hasher = new ChecksumHasher(algorithm);
        hasher.Append("12345"u8);
        hasher.Append("6789"u8);

        var value = hasher.GetValue();

        Assert.Equal(expected, value.ToString());
        Assert.True(ChecksumValue.TryParse(algorithm, expected, out var parsed));
        Assert.Equal(value, parsed);
    }

    [Theory]
    [InlineData("")]
    [InlineData("4waSgw")]
    [InlineData("4waSgw=")]
    [InlineData("4waSgw== ")]
    [InlineData("4waS gw=")]
    [InlineData("rosUhgp5mIg=")]
    [InlineData("!!!!!!==")]
    public void TryParse_NotExactlyAChecksum_IsFalse(string text) => Assert.False(ChecksumValue.TryParse(ChecksumAlgorithm.Crc32C, text, out _));

    [Theory]
    [InlineData(ChecksumAlgorithm.Crc32)]
    [InlineData(ChecksumAlgorithm.Crc32C)]
    [InlineData(ChecksumAlgorithm.Crc64Nvme)]
    public void FullObject_OfParts_IsTheChecksumOfTheWhole(ChecksumAlgorithm algorithm)
    {
        PartChecksum[] parts = [Part(algorithm, 0, 1), Part(algorithm, 1, 700), Part(algorithm, 700, 700), Part(algorithm, 700, 1000)];

        Assert.Equal(Of(algorithm, Data), ChecksumCombiner.FullObject(algorithm, parts));
    }

    [Fact]
    public void Composite_OfParts_IsTheHashOfTheHashes()
    {
        PartChecksum[] parts = [Part(ChecksumAlgorithm.Sha256, 0, 400), Part(ChecksumAlgorithm.Sha256, 400, 1000)];
        var expected = SHA256.HashData([.. SHA256.HashData(Data.AsSpan(..400)), .. SHA256.HashData(Data.AsSpan(400..))]);

        var value = ChecksumCombiner.Composite(ChecksumAlgorithm.Sha256, parts);

        Assert.Equal(Convert.ToBase64String(expected) + "-2", ChecksumCombiner.FormatComposite(value, 2));
    }

    [Fact]
    public void FullObject_OfHashesOrMixedOrNoParts_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => ChecksumCombiner.FullObject(ChecksumAlgorithm.Sha1, [Part(ChecksumAlgorithm.Sha1, 0, 1)]));
        Assert.Throws<ArgumentException>(() => ChecksumCombiner.FullObject(ChecksumAlgorithm.Crc32, [Part(ChecksumAlgorithm.Crc32C, 0, 1)]));
        Assert.Throws<ArgumentException>(() => ChecksumCombiner.Composite(ChecksumAlgorithm.Crc32, []));
    }

    /// <summary>What is stored is a number, and looked up by it.</summary>
    [Fact]
    public void All_EveryAlgorithm_IsOnceInTheOrderOfItsNumber()
    {
        Assert.Equal(Enum.GetValues<ChecksumAlgorithm>(), ChecksumAlgorithms.All.ToArray());
        Assert.All(ChecksumAlgorithms.All.ToArray(), static algorithm =>
        {
            Assert.True(ChecksumAlgorithms.TryParseName(ChecksumAlgorithms.NameOf(algorithm).ToLowerInvariant(), out var named));
            Assert.True(ChecksumAlgorithms.TryParseHeader(ChecksumAlgorithms.HeaderOf(algorithm).ToUpperInvariant(), out var sent));
            Assert.Equal((algorithm, algorithm), (named, sent));
        });
    }

    [Theory]
    [InlineData(0)]
    [InlineData(11)]
    public void SizeOf_NumberOfALaterRelease_IsRefused(int number) => Assert.Throws<ArgumentOutOfRangeException>(() => ChecksumAlgorithms.SizeOf((ChecksumAlgorithm)number));

    private static PartChecksum Part(ChecksumAlgorithm algorithm, int start, int end) => new(Of(algorithm, Data[start..end]), end - start);

    private static ChecksumValue Of(ChecksumAlgorithm algorithm, byte[] data)
    {
        using var hasher = new ChecksumHasher(algorithm);
        hasher.Append(data);
        return hasher.GetValue();
    }
}
