using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace ObjectStore.Encryption.Keys;

/// <summary>Seals one key under another, so that it can be stored: docs/encryption.md §3.</summary>
/// <remarks>
/// Bytes: version (1: 1), salt (32, random), ciphertext (32), tag (16). The salt gives every wrap a key of its own (HKDF-SHA-256), under which AES-256-GCM
/// is used once, with a nonce of zeros: however many keys a wrapping key seals, no pair of key and nonce is used twice.
/// </remarks>
internal static class KeyWrap
{
    /// <summary>Bytes of a wrapped key.</summary>
    public const int Size = CipherOffset + SecretKey.Size + TagBytes;

    private const byte Version = 1;
    private const int SaltBytes = 32;
    private const int SaltOffset = 1;
    private const int CipherOffset = SaltOffset + SaltBytes;
    private const int TagBytes = 16;
    private const int NonceBytes = 12;

    /// <summary>Wraps <paramref name="key"/>.</summary>
    /// <param name="wrappingKey">The key that opens it again.</param>
    /// <param name="key">What to seal.</param>
    /// <param name="context">What the wrapped key is bound to; opening needs the same.</param>
    public static byte[] Wrap(SecretKey wrappingKey, SecretKey key, ReadOnlySpan<byte> context)
    {
        Span<byte> salt = stackalloc byte[SaltBytes];
        RandomNumberGenerator.Fill(salt);
        return Wrap(wrappingKey, key, context, salt);
    }

    /// <summary>The same with a given salt, which must never be used twice with one wrapping key: for reference vectors.</summary>
    internal static byte[] Wrap(SecretKey wrappingKey, SecretKey key, ReadOnlySpan<byte> context, ReadOnlySpan<byte> salt)
    {
        var wrapped = new byte[Size];
        wrapped[0] = Version;
        salt.CopyTo(wrapped.AsSpan(SaltOffset));
        using var aes = CipherOf(wrappingKey, salt);
        aes.Encrypt(stackalloc byte[NonceBytes], key.Span, wrapped.AsSpan(CipherOffset, SecretKey.Size), wrapped.AsSpan(CipherOffset + SecretKey.Size), context);
        return wrapped;
    }

    /// <summary>Opens a wrapped key; false when another key or context sealed it, or it is damaged.</summary>
    public static bool TryUnwrap(SecretKey wrappingKey, ReadOnlySpan<byte> wrapped, ReadOnlySpan<byte> context, [NotNullWhen(true)] out SecretKey? key)
    {
        key = null;
        if (wrapped.Length != Size || wrapped[0] != Version) return false;
        Span<byte> plain = stackalloc byte[SecretKey.Size];
        try
        {
            using var aes = CipherOf(wrappingKey, wrapped.Slice(SaltOffset, SaltBytes));
            aes.Decrypt(stackalloc byte[NonceBytes], wrapped.Slice(CipherOffset, SecretKey.Size), wrapped[(CipherOffset + SecretKey.Size)..], plain, context);
            key = new SecretKey(plain);
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    private static AesGcm CipherOf(SecretKey wrappingKey, ReadOnlySpan<byte> salt)
    {
        Span<byte> key = stackalloc byte[SecretKey.Size];
        try
        {
            HKDF.DeriveKey(HashAlgorithmName.SHA256, wrappingKey.Span, key, salt, "objectstore key wrap 1"u8);
            return new AesGcm(key, TagBytes);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }
}
