using System.Buffers.Binary;
using System.Security.Cryptography;
using ObjectStore.Core.Checksums;

namespace ObjectStore.S3.Checksums;

/// <summary>Computes one additional checksum piece by piece. Not thread-safe; disposed once by whoever made it.</summary>
public sealed class ChecksumHasher : IDisposable
{
    private readonly IncrementalHash? _hash;
    private ulong _crc;

    /// <summary>A checksum of no bytes yet.</summary>
    public ChecksumHasher(ChecksumAlgorithm algorithm)
    {
        Algorithm = algorithm;
        _hash = algorithm switch
        {
            ChecksumAlgorithm.Sha1 => IncrementalHash.CreateHash(HashAlgorithmName.SHA1),
            ChecksumAlgorithm.Sha256 => IncrementalHash.CreateHash(HashAlgorithmName.SHA256),
            _ => null,
        };
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
            default:
                _hash!.AppendData(bytes);
                break;
        }
    }

    /// <summary>The checksum of everything appended so far.</summary>
    public ChecksumValue GetValue()
    {
        Span<byte> bytes = stackalloc byte[ChecksumAlgorithms.SizeOf(Algorithm)];
        if (_hash is not null) _hash.GetCurrentHash(bytes);
        else if (bytes.Length == 4) BinaryPrimitives.WriteUInt32BigEndian(bytes, (uint)_crc);
        else BinaryPrimitives.WriteUInt64BigEndian(bytes, _crc);
        return new ChecksumValue(Algorithm, bytes);
    }

    /// <inheritdoc />
    public void Dispose() => _hash?.Dispose();
}
