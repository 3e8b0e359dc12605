using System.Security.Cryptography;

namespace ObjectStore.S3.Encryption;

/// <summary>A key that a request brings, checked against the MD5 that came with it. The owner disposes it, which clears it.</summary>
public sealed class CustomerKey : IDisposable
{
    /// <summary>Bytes of a key.</summary>
    public const int Size = 32;

    private readonly byte[] _bytes;

    internal CustomerKey(byte[] bytes) => _bytes = bytes;

    /// <summary>The key. Not to be kept.</summary>
    public ReadOnlySpan<byte> Span => _bytes;

    /// <inheritdoc />
    public void Dispose() => CryptographicOperations.ZeroMemory(_bytes);

    /// <summary>Never the key.</summary>
    public override string ToString() => nameof(CustomerKey);
}
