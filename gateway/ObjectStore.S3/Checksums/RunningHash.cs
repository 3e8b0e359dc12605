using System.Security.Cryptography;

namespace ObjectStore.S3.Checksums;

/// <summary>A hash of the system's.</summary>
/// <param name="name">Which.</param>
internal sealed class RunningHash(HashAlgorithmName name) : RunningChecksum, IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(name);

    /// <inheritdoc />
    public override void Append(ReadOnlySpan<byte> bytes) => _hash.AppendData(bytes);

    /// <inheritdoc />
    public override void Write(Span<byte> checksum) => _hash.GetCurrentHash(checksum);

    /// <inheritdoc />
    public void Dispose() => _hash.Dispose();
}
