using System.Diagnostics.CodeAnalysis;

namespace ObjectStore.S3.Checksums;

/// <summary>Names and sizes of the checksum algorithms, as they stand in headers and XML.</summary>
public static class ChecksumAlgorithms
{
    /// <summary>Most bytes of a checksum.</summary>
    public const int SizeMax = 64;

    /// <summary>What the name of a header or trailer with a checksum begins with.</summary>
    public const string HeaderPrefix = "x-amz-checksum-";

    private static readonly ChecksumAlgorithm[] Algorithms =
    [
        ChecksumAlgorithm.Crc32, ChecksumAlgorithm.Crc32C, ChecksumAlgorithm.Crc64Nvme, ChecksumAlgorithm.Sha1, ChecksumAlgorithm.Sha256,
        ChecksumAlgorithm.Sha512, ChecksumAlgorithm.Md5, ChecksumAlgorithm.XxHash64, ChecksumAlgorithm.XxHash3, ChecksumAlgorithm.XxHash128,
    ];

    /// <summary>Every algorithm.</summary>
    public static ReadOnlySpan<ChecksumAlgorithm> All => Algorithms;

    /// <summary>Bytes of a checksum.</summary>
    public static int SizeOf(ChecksumAlgorithm algorithm) => algorithm switch
    {
        ChecksumAlgorithm.Crc32 or ChecksumAlgorithm.Crc32C => 4,
        ChecksumAlgorithm.Crc64Nvme or ChecksumAlgorithm.XxHash64 or ChecksumAlgorithm.XxHash3 => 8,
        ChecksumAlgorithm.Md5 or ChecksumAlgorithm.XxHash128 => 16,
        ChecksumAlgorithm.Sha1 => 20,
        ChecksumAlgorithm.Sha256 => 32,
        ChecksumAlgorithm.Sha512 => 64,
        _ => throw new ArgumentOutOfRangeException(nameof(algorithm)),
    };

    /// <summary>The value of <c>x-amz-checksum-algorithm</c>, such as <c>CRC32C</c>.</summary>
    public static string NameOf(ChecksumAlgorithm algorithm) => algorithm switch
    {
        ChecksumAlgorithm.Crc32 => "CRC32",
        ChecksumAlgorithm.Crc32C => "CRC32C",
        ChecksumAlgorithm.Crc64Nvme => "CRC64NVME",
        ChecksumAlgorithm.Sha1 => "SHA1",
        ChecksumAlgorithm.Sha256 => "SHA256",
        ChecksumAlgorithm.Sha512 => "SHA512",
        ChecksumAlgorithm.Md5 => "MD5",
        ChecksumAlgorithm.XxHash64 => "XXHASH64",
        ChecksumAlgorithm.XxHash3 => "XXHASH3",
        ChecksumAlgorithm.XxHash128 => "XXHASH128",
        _ => throw new ArgumentOutOfRangeException(nameof(algorithm)),
    };

    /// <summary>The header that carries a checksum, such as <c>x-amz-checksum-crc32c</c>.</summary>
    public static string HeaderOf(ChecksumAlgorithm algorithm) => algorithm switch
    {
        ChecksumAlgorithm.Crc32 => "x-amz-checksum-crc32",
        ChecksumAlgorithm.Crc32C => "x-amz-checksum-crc32c",
        ChecksumAlgorithm.Crc64Nvme => "x-amz-checksum-crc64nvme",
        ChecksumAlgorithm.Sha1 => "x-amz-checksum-sha1",
        ChecksumAlgorithm.Sha256 => "x-amz-checksum-sha256",
        ChecksumAlgorithm.Sha512 => "x-amz-checksum-sha512",
        ChecksumAlgorithm.Md5 => "x-amz-checksum-md5",
        ChecksumAlgorithm.XxHash64 => "x-amz-checksum-xxhash64",
        ChecksumAlgorithm.XxHash3 => "x-amz-checksum-xxhash3",
        ChecksumAlgorithm.XxHash128 => "x-amz-checksum-xxhash128",
        _ => throw new ArgumentOutOfRangeException(nameof(algorithm)),
    };

    /// <summary>The XML element that carries a checksum, such as <c>ChecksumCRC32C</c>.</summary>
    public static string ElementOf(ChecksumAlgorithm algorithm) => "Checksum" + NameOf(algorithm);

    /// <summary>Whether checksums of parts can be combined to that of the whole without its bytes.</summary>
    public static bool CanBeFullObject(ChecksumAlgorithm algorithm) => algorithm <= ChecksumAlgorithm.Crc64Nvme;

    /// <summary>Whether S3 offers checksums of checksums with this algorithm.</summary>
    public static bool CanBeComposite(ChecksumAlgorithm algorithm) => algorithm != ChecksumAlgorithm.Crc64Nvme;

    /// <summary>Reads the value of <c>x-amz-checksum-algorithm</c>, in any case.</summary>
    public static bool TryParseName([NotNullWhen(true)] string? name, out ChecksumAlgorithm algorithm)
    {
        foreach (var candidate in Algorithms)
        {
            algorithm = candidate;
            if (string.Equals(name, NameOf(candidate), StringComparison.OrdinalIgnoreCase)) return true;
        }

        algorithm = default;
        return false;
    }

    /// <summary>Reads the name of a header or trailer such as <c>x-amz-checksum-crc32c</c>, in any case.</summary>
    public static bool TryParseHeader(ReadOnlySpan<char> name, out ChecksumAlgorithm algorithm)
    {
        foreach (var candidate in Algorithms)
        {
            algorithm = candidate;
            if (name.Equals(HeaderOf(candidate), StringComparison.OrdinalIgnoreCase)) return true;
        }

        algorithm = default;
        return false;
    }
}
