using System.Security.Cryptography;
using ObjectStore.Core.Errors;

namespace ObjectStore.Encryption.Keys;

/// <summary>32 secret bytes. Cleared when it is disposed; says nothing of them as text. Thread-safe until then.</summary>
public sealed class SecretKey : IDisposable
{
    /// <summary>Bytes of every key here: AES-256.</summary>
    public const int Size = 32;

    private readonly byte[] _bytes = GC.AllocateUninitializedArray<byte>(Size, pinned: true);
    private bool _isDisposed;

    /// <summary>A copy of <paramref name="bytes"/>, which are <see cref="Size"/>.</summary>
    public SecretKey(ReadOnlySpan<byte> bytes)
    {
        Invariant.That(bytes.Length == Size);
        bytes.CopyTo(_bytes);
    }

    private SecretKey() => RandomNumberGenerator.Fill(_bytes);

    /// <summary>The bytes. Not to be kept.</summary>
    public ReadOnlySpan<byte> Span
    {
        get
        {
            Invariant.That(!_isDisposed);
            return _bytes;
        }
    }

    /// <summary>A key that nobody had before.</summary>
    public static SecretKey New() => new();

    /// <inheritdoc />
    public void Dispose()
    {
        _isDisposed = true;
        CryptographicOperations.ZeroMemory(_bytes);
    }

    /// <summary>Never the bytes.</summary>
    public override string ToString() => nameof(SecretKey);
}
