using System.Buffers.Text;

namespace ObjectStore.S3.Checksums;

/// <summary>A checksum and the algorithm that gave it. Immutable.</summary>
public readonly struct ChecksumValue : IEquatable<ChecksumValue>
{
    private readonly byte[] _bytes;

    /// <summary>A checksum from its raw bytes, which are copied; CRCs are big endian, as S3 shows them.</summary>
    /// <exception cref="ArgumentException">The length is not that of the algorithm.</exception>
    public ChecksumValue(ChecksumAlgorithm algorithm, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != ChecksumAlgorithms.SizeOf(algorithm)) throw new ArgumentException("Wrong length of a checksum.", nameof(bytes));
        Algorithm = algorithm;
        _bytes = bytes.ToArray();
    }

    /// <summary>Which checksum it is.</summary>
    public ChecksumAlgorithm Algorithm { get; }

    /// <summary>The raw bytes.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes;

    /// <summary>Reads the base64 form of headers, trailers and XML; false when it is not one of exactly the right length.</summary>
    public static bool TryParse(ChecksumAlgorithm algorithm, ReadOnlySpan<char> base64, out ChecksumValue value)
    {
        value = default;
        Span<byte> bytes = stackalloc byte[ChecksumAlgorithms.SizeMax];
        var size = ChecksumAlgorithms.SizeOf(algorithm);
        if (base64.Length != Base64.GetMaxEncodedToUtf8Length(size) || base64.ContainsAny(" \t\r\n")
            || !Convert.TryFromBase64Chars(base64, bytes, out var written) || written != size) return false;
        value = new ChecksumValue(algorithm, bytes[..size]);
        return true;
    }

    /// <summary>The base64 form, without a part count.</summary>
    public override string ToString() => Convert.ToBase64String(_bytes);

    /// <inheritdoc />
    public bool Equals(ChecksumValue other) => Algorithm == other.Algorithm && _bytes.AsSpan().SequenceEqual(other._bytes);

    /// <inheritdoc />
    public override bool Equals(object? obj) => obj is ChecksumValue other && Equals(other);

    /// <inheritdoc />
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(Algorithm);
        hash.AddBytes(_bytes);
        return hash.ToHashCode();
    }

    /// <summary>Whether both are the same checksum.</summary>
    public static bool operator ==(ChecksumValue left, ChecksumValue right) => left.Equals(right);

    /// <summary>Whether they differ.</summary>
    public static bool operator !=(ChecksumValue left, ChecksumValue right) => !left.Equals(right);
}
