using System.Security.Cryptography;
using ObjectStore.Gateway.DataPath;
using ObjectStore.S3.Checksums;

namespace ObjectStore.Gateway.Operations.Objects;

/// <summary>Passes the bytes of another source on and computes MD5 and a checksum over them. Disposed once by whoever made it, and the other with it.</summary>
internal sealed class HashingSource(IByteSource inner, bool computesMd5, ChecksumAlgorithm? checksum) : IByteSource, IDisposable
{
#pragma warning disable CA5351 // Entity tags are MD5 by definition of S3.
    private readonly IncrementalHash? _md5 = computesMd5 ? IncrementalHash.CreateHash(HashAlgorithmName.MD5) : null;
#pragma warning restore CA5351
    private readonly ChecksumHasher? _checksum = checksum is { } algorithm ? new ChecksumHasher(algorithm) : null;

    public long? Length => inner.Length;

    /// <summary>The MD5 of all bytes as 32 hexadecimal digits, or null when it was not asked for. Once, after the end.</summary>
    public string? FinishETag() => _md5 is null ? null : Convert.ToHexStringLower(_md5.GetHashAndReset());

    /// <summary>The checksum of all bytes, or null when it was not asked for.</summary>
    public ChecksumValue? Checksum => _checksum?.GetValue();

    public async ValueTask<int> ReadAsync(Memory<byte> destination, CancellationToken cancellationToken)
    {
        var count = await inner.ReadAsync(destination, cancellationToken);
        var bytes = destination.Span[..count];
        _md5?.AppendData(bytes);
        _checksum?.Append(bytes);
        return count;
    }

    public Task SettleAsync() => inner.SettleAsync();

    public void Dispose()
    {
        _md5?.Dispose();
        _checksum?.Dispose();
        (inner as IDisposable)?.Dispose();
    }
}
