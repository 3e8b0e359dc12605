using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using ObjectStore.Core.Checksums;

namespace ObjectStore.S3.Checksums;

/// <summary>Names and sizes of the checksum algorithms, as they stand in headers and XML.</summary>
public static class ChecksumAlgorithms
{
    /// <summary>Most bytes of a checksum.</summary>
    public const int SizeMax = 64;

    /// <summary>What the name of a header or trailer with a checksum begins with.</summary>
    public const string HeaderPrefix = "x-amz-checksum-";

    /// <summary>In the order of their numbers, which begin with 1.</summary>
    private static readonly ChecksumTraits[] Table =
    [
        new(ChecksumAlgorithm.Crc32, "CRC32", 4, static () => new RunningCrc(static (bytes, crc) => Crc32.Compute(bytes, (uint)crc)))
        {
            Combine = static (first, second, secondBytes) => Crc32.Combine((uint)first, (uint)second, secondBytes),
        },
        new(ChecksumAlgorithm.Crc32C, "CRC32C", 4, static () => new RunningCrc(static (bytes, crc) => Crc32C.Compute(bytes, (uint)crc)))
        {
            Combine = static (first, second, secondBytes) => Crc32C.Combine((uint)first, (uint)second, secondBytes),
        },
        new(ChecksumAlgorithm.Crc64Nvme, "CRC64NVME", 8, static () => new RunningCrc(Crc64Nvme.Compute)) { Combine = Crc64Nvme.Combine },
        new(ChecksumAlgorithm.Sha1, "SHA1", 20, static () => new RunningHash(HashAlgorithmName.SHA1)),
        new(ChecksumAlgorithm.Sha256, "SHA256", 32, static () => new RunningHash(HashAlgorithmName.SHA256)),
        new(ChecksumAlgorithm.Sha512, "SHA512", 64, static () => new RunningHash(HashAlgorithmName.SHA512)),
        new(ChecksumAlgorithm.Md5, "MD5", 16, static () => new RunningHash(HashAlgorithmName.MD5)),
        new(ChecksumAlgorithm.XxHash64, "XXHASH64", 8, static () => new RunningXxHash64()),
        new(ChecksumAlgorithm.XxHash3, "XXHASH3", 8, static () => new RunningXxHash3()),
        new(ChecksumAlgorithm.XxHash128, "XXHASH128", 16, static () => new RunningXxHash3()),
    ];

    private static readonly ChecksumAlgorithm[] Algorithms = [.. Table.Select(static traits => traits.Algorithm)];

    /// <summary>Every algorithm.</summary>
    public static ReadOnlySpan<ChecksumAlgorithm> All => Algorithms;

    /// <summary>Bytes of a checksum.</summary>
    public static int SizeOf(ChecksumAlgorithm algorithm) => Of(algorithm).SizeBytes;

    /// <summary>The value of <c>x-amz-checksum-algorithm</c>, such as <c>CRC32C</c>.</summary>
    public static string NameOf(ChecksumAlgorithm algorithm) => Of(algorithm).Name;

    /// <summary>The header that carries a checksum, such as <c>x-amz-checksum-crc32c</c>.</summary>
    public static string HeaderOf(ChecksumAlgorithm algorithm) => Of(algorithm).Header;

    /// <summary>The XML element that carries a checksum, such as <c>ChecksumCRC32C</c>.</summary>
    public static string ElementOf(ChecksumAlgorithm algorithm) => Of(algorithm).Element;

    /// <summary>Whether checksums of parts can be combined to that of the whole without its bytes.</summary>
    public static bool CanBeFullObject(ChecksumAlgorithm algorithm) => Of(algorithm).Combine is not null;

    /// <summary>Whether S3 offers checksums of checksums with this algorithm.</summary>
    public static bool CanBeComposite(ChecksumAlgorithm algorithm) => algorithm != ChecksumAlgorithm.Crc64Nvme;

    /// <summary>Reads the value of <c>x-amz-checksum-algorithm</c>, in any case.</summary>
    public static bool TryParseName([NotNullWhen(true)] string? name, out ChecksumAlgorithm algorithm)
    {
        foreach (var traits in Table)
        {
            algorithm = traits.Algorithm;
            if (string.Equals(name, traits.Name, StringComparison.OrdinalIgnoreCase)) return true;
        }

        algorithm = default;
        return false;
    }

    /// <summary>Reads the name of a header or trailer such as <c>x-amz-checksum-crc32c</c>, in any case.</summary>
    public static bool TryParseHeader(ReadOnlySpan<char> name, out ChecksumAlgorithm algorithm)
    {
        foreach (var traits in Table)
        {
            algorithm = traits.Algorithm;
            if (name.Equals(traits.Header, StringComparison.OrdinalIgnoreCase)) return true;
        }

        algorithm = default;
        return false;
    }

    /// <summary>What there is to know of an algorithm.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such algorithm.</exception>
    internal static ChecksumTraits Of(ChecksumAlgorithm algorithm) =>
        (uint)(algorithm - 1) < (uint)Table.Length ? Table[(int)algorithm - 1] : throw new ArgumentOutOfRangeException(nameof(algorithm));
}
