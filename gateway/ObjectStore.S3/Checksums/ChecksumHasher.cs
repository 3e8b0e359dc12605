using System.Buffers.Binary;
using System.Security.Cryptography;
using ObjectStore.Core.Checksums;

namespace ObjectStore.S3.Checksums;

/// <summary>Computes one additional checksum piece by piece. Not thread-safe; disposed once by whoever made it.</summary>
public sealed class ChecksumHasher : IDisposable
{
    private readonly IncrementalHash? _hash;
    private readonly XxHash64? _xxHash64;
    private readonly XxHash3? _xxHash3;
    private ulong _crc;

    /// <summary>A checksum of no bytes yet.</summary>
    public ChecksumHasher(ChecksumAlgorithm algorithm)
    {
        Algorithm = algorithm;
        _hash = algorithm switch
        {
            ChecksumAlgorithm.Sha1 => IncrementalHash.CreateHash(HashAlgorithmName.SHA1),
            ChecksumAlgorithm.Sha256 => IncrementalHash.CreateHash(HashAlgorithmName.SHA256),
            ChecksumAlgorithm.Sha512 => IncrementalHash.CreateHash(HashAlgorithmName.SHA512),
            ChecksumAlgorithm.Md5 => IncrementalHash.CreateHash(HashAlgorithmName.MD5),
            _ => null,
        };
        if (algorithm == ChecksumAlgorithm.XxHash64) _xxHash64 = new XxHash64();
        if (algorithm is ChecksumAlgorithm.XxHash3 or ChecksumAlgorithm.XxHash128) _xxHash3 = new XxHash3();
    }

    /// <summary>Which checksum it is.</summary>
    public ChecksumAlgorithm Algorithm { get; }

    /// <summary>Continues over <paramref name="bytes"/>.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        switch (Algorithm)
        {
            case ChecksumAlgorithm.Crc32:
                _crc = Crc32.Compute(bytes, (uint)_crc);
                break;
            case ChecksumAlgorithm.Crc32C:
                _crc = Crc32C.Compute(bytes, (uint)_crc);
                break;
            case ChecksumAlgorithm.Crc64Nvme:
                _crc = Crc64Nvme.Compute(bytes, _crc);
                break;
            case ChecksumAlgorithm.XxHash64:
                _xxHash64!.Append(bytes);
                break;
            case ChecksumAlgorithm.XxHash3 or ChecksumAlgorithm.XxHash128:
                _xxHash3!.Append(bytes);
                break;
            default:
                _hash!.AppendData(bytes);
                break;
        }
    }

    /// <summary>The checksum of everything appended so far.</summary>
    public ChecksumValue GetValue()
    {
        Span<byte> bytes = stackalloc byte[ChecksumAlgorithms.SizeOf(Algorithm)];
        switch (Algorithm)
        {
            case ChecksumAlgorithm.Crc32 or ChecksumAlgorithm.Crc32C:
                BinaryPrimitives.WriteUInt32BigEndian(bytes, (uint)_crc);
                break;
            case ChecksumAlgorithm.Crc64Nvme:
                BinaryPrimitives.WriteUInt64BigEndian(bytes, _crc);
                break;
            case ChecksumAlgorithm.XxHash64:
                BinaryPrimitives.WriteUInt64BigEndian(bytes, _xxHash64!.GetValue());
                break;
            case ChecksumAlgorithm.XxHash3:
                BinaryPrimitives.WriteUInt64BigEndian(bytes, _xxHash3!.GetValue64());
                break;
            case ChecksumAlgorithm.XxHash128:
                BinaryPrimitives.WriteUInt128BigEndian(bytes, _xxHash3!.GetValue128());
                break;
            default:
                _hash!.GetCurrentHash(bytes);
                break;
        }

        return new ChecksumValue(Algorithm, bytes);
    }

    /// <inheritdoc />
    public void Dispose() => _hash?.Dispose();
}
