using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace ObjectStore.Cluster.Identities;

/// <summary>Seals secrets for the catalog with AES-256-GCM, each bound to what it belongs to. Immutable, thread-safe.</summary>
/// <remarks>A sealed secret is a nonce (12 bytes, random), a tag (16 bytes) and the ciphertext: docs/format/identities.md.</remarks>
public sealed class MasterKey
{
    /// <summary>Length of the key.</summary>
    public const int Size = 32;

    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    private readonly byte[] _key;

    /// <summary>A key of <see cref="Size"/> bytes.</summary>
    /// <exception cref="ArgumentException">It has another length.</exception>
    public MasterKey(ReadOnlySpan<byte> key)
    {
        if (key.Length != Size) throw new ArgumentException($"A master key has {Size} bytes.", nameof(key));
        _key = key.ToArray();
    }

    /// <summary>A key for one purpose, or for one thing with it (HKDF with SHA-256): what it seals counts nothing towards what this one may seal with random nonces.</summary>
    /// <param name="salt">Tells things apart; not a secret.</param>
    /// <param name="purpose">Tells purposes apart.</param>
    public MasterKey Derive(ReadOnlySpan<byte> salt, string purpose)
    {
        Span<byte> derived = stackalloc byte[Size];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, _key, derived, salt, Encoding.UTF8.GetBytes(purpose));
        return new MasterKey(derived);
    }

    /// <summary>Seals a secret.</summary>
    /// <param name="secret">The secret.</param>
    /// <param name="purpose">What it belongs to; opening needs the same.</param>
    public byte[] Seal(string secret, string purpose)
    {
        var plain = Encoding.UTF8.GetBytes(secret);
        var sealedSecret = new byte[NonceBytes + TagBytes + plain.Length];
        var (nonce, tag, cipher) = Parts(sealedSecret);
        RandomNumberGenerator.Fill(nonce.Span);
        using var aes = new AesGcm(_key, TagBytes);
        aes.Encrypt(nonce.Span, plain, cipher.Span, tag.Span, Encoding.UTF8.GetBytes(purpose));
        CryptographicOperations.ZeroMemory(plain);
        return sealedSecret;
    }

    /// <summary>Opens a sealed secret; false when it was sealed with another key or for another purpose, or is damaged.</summary>
    public bool TryOpen(ReadOnlySpan<byte> sealedSecret, string purpose, [NotNullWhen(true)] out string? secret)
    {
        secret = null;
        if (sealedSecret.Length < NonceBytes + TagBytes) return false;
        var (nonce, tag, cipher) = Parts(sealedSecret.ToArray());
        var plain = new byte[cipher.Length];
        using var aes = new AesGcm(_key, TagBytes);
        try
        {
            aes.Decrypt(nonce.Span, cipher.Span, tag.Span, plain, Encoding.UTF8.GetBytes(purpose));
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }

        secret = Encoding.UTF8.GetString(plain);
        CryptographicOperations.ZeroMemory(plain);
        return true;
    }

    private static (Memory<byte> Nonce, Memory<byte> Tag, Memory<byte> Cipher) Parts(Memory<byte> sealedSecret) =>
        (sealedSecret[..NonceBytes], sealedSecret[NonceBytes..(NonceBytes + TagBytes)], sealedSecret[(NonceBytes + TagBytes)..]);
}
