using System.Buffers.Binary;
using System.Security.Cryptography;
using ObjectStore.Core.Errors;
using ObjectStore.Core.Fragments;
using ObjectStore.Core.Frames;
using ObjectStore.Encryption.Keys;

namespace ObjectStore.Encryption.Frames;

/// <summary>Seals and opens the frames of one write (an object or a part): docs/encryption.md §2.</summary>
/// <remarks>
/// Used by one thread at a time. Invariants: the key is derived from a data key with a salt that belongs to this write alone, and with what the write is of; the nonce
/// holds the frame's index and whether it is the last. So no pair of key and nonce seals two frames, and no frame opens in another place, object or part, nor
/// after the frames behind it were cut off.
/// </remarks>
public sealed class FrameCipher : IDisposable
{
    private const int NonceBytes = 12;
    private const int LastOffset = sizeof(ulong);

    private readonly AesGcm _aes;

    /// <summary>The cipher of a write.</summary>
    /// <param name="dataKey">Key of the object or upload. Not kept.</param>
    /// <param name="salt">Salt of the write, from <see cref="NewSalt"/>.</param>
    /// <param name="owner">What is written: bucket, key, upload and part.</param>
    /// <param name="context">Encryption context of a key service; empty without one.</param>
    public FrameCipher(SecretKey dataKey, ReadOnlySpan<byte> salt, FragmentOwner owner, ReadOnlySpan<byte> context)
    {
        ArgumentNullException.ThrowIfNull(dataKey);
        Invariant.That(salt.Length == FrameLayout.SaltBytes);
        Span<byte> key = stackalloc byte[SecretKey.Size];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, dataKey.Span, key, salt, InfoOf(owner, context));
        _aes = new AesGcm(key, FrameLayout.TagBytes);
        CryptographicOperations.ZeroMemory(key);
    }

    /// <summary>A salt for one write.</summary>
    public static byte[] NewSalt() => RandomNumberGenerator.GetBytes(FrameLayout.SaltBytes);

    /// <summary>Seals a frame.</summary>
    /// <param name="index">Its place among the frames of the write, from 0.</param>
    /// <param name="isLast">Whether none follows it.</param>
    /// <param name="plain">Its bytes: <see cref="FrameLayout.PlainBytes"/>, of the last one 1 to as many.</param>
    /// <param name="destination">Gets as many bytes and the tag. Apart from <paramref name="plain"/>.</param>
    public void Seal(long index, bool isLast, ReadOnlySpan<byte> plain, Span<byte> destination)
    {
        Invariant.That(plain.Length is > 0 and <= FrameLayout.PlainBytes && (isLast || plain.Length == FrameLayout.PlainBytes));
        Invariant.That(destination.Length == plain.Length + FrameLayout.TagBytes);
        Span<byte> nonce = stackalloc byte[NonceBytes];
        FormatNonce(nonce, index, isLast);
        _aes.Encrypt(nonce, plain, destination[..plain.Length], destination[plain.Length..]);
    }

    /// <summary>Opens a frame into <paramref name="destination"/>; false, with nothing of it there, when it is not the frame that was sealed in this place.</summary>
    /// <param name="index">Place from 0.</param>
    /// <param name="isLast">Whether none follows it.</param>
    /// <param name="sealedFrame">Its stored bytes with the tag.</param>
    /// <param name="destination">Gets the bytes; as long as the frame without its tag.</param>
    public bool TryOpen(long index, bool isLast, ReadOnlySpan<byte> sealedFrame, Span<byte> destination)
    {
        if (sealedFrame.Length <= FrameLayout.TagBytes || destination.Length != sealedFrame.Length - FrameLayout.TagBytes) return false;
        Span<byte> nonce = stackalloc byte[NonceBytes];
        FormatNonce(nonce, index, isLast);
        try
        {
            _aes.Decrypt(nonce, sealedFrame[..destination.Length], sealedFrame[destination.Length..], destination);
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            destination.Clear();
            return false;
        }
    }

    /// <inheritdoc />
    public void Dispose() => _aes.Dispose();

    private static void FormatNonce(Span<byte> nonce, long index, bool isLast)
    {
        nonce.Clear();
        BinaryPrimitives.WriteInt64LittleEndian(nonce, index);
        nonce[LastOffset] = isLast ? (byte)1 : (byte)0;
    }

    /// <summary>Every field has a length of its own or one before it, so that no two writes give the same bytes.</summary>
    private static byte[] InfoOf(FragmentOwner owner, ReadOnlySpan<byte> context)
    {
        ReadOnlySpan<byte> label = "objectstore frames 1"u8;
        var info = new byte[label.Length + SHA256.HashSizeInBytes + owner.Size];
        label.CopyTo(info);
        SHA256.HashData(context, info.AsSpan(label.Length));
        owner.Format().CopyTo(info.AsSpan(label.Length + SHA256.HashSizeInBytes));
        return info;
    }
}
