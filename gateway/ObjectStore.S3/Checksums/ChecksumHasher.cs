namespace ObjectStore.S3.Checksums;

/// <summary>Computes one additional checksum piece by piece. Not thread-safe; disposed once by whoever made it.</summary>
/// <param name="algorithm">Which checksum it is.</param>
public sealed class ChecksumHasher(ChecksumAlgorithm algorithm) : IDisposable
{
    private readonly RunningChecksum _checksum = ChecksumAlgorithms.Of(algorithm).Begin();

    /// <summary>Which checksum it is.</summary>
    public ChecksumAlgorithm Algorithm => algorithm;

    /// <summary>Continues over <paramref name="bytes"/>.</summary>
    public void Append(ReadOnlySpan<byte> bytes) => _checksum.Append(bytes);

    /// <summary>The checksum of everything appended so far.</summary>
    public ChecksumValue GetValue()
    {
        Span<byte> bytes = stackalloc byte[ChecksumAlgorithms.SizeOf(algorithm)];
        _checksum.Write(bytes);
        return new ChecksumValue(algorithm, bytes);
    }

    /// <inheritdoc />
    public void Dispose() => (_checksum as IDisposable)?.Dispose();
}
