using System.Security.Cryptography;
using System.Text;
using ObjectStore.Encryption.Keys;
using ObjectStore.Index.Objects;

namespace ObjectStore.Gateway.Encryption;

/// <summary>The data key of an object or upload that is being written, with what its row says of it. Disposed by the operation, which clears the key.</summary>
/// <param name="dataKey">The key; owned from now on.</param>
/// <param name="stored">What the row says, without a salt.</param>
internal sealed class WriteKey(SecretKey dataKey, StoredEncryption stored) : IDisposable
{
    private const int ETagBytes = 16;

    public SecretKey DataKey { get; } = dataKey;

    public StoredEncryption Stored { get; } = stored;

    /// <summary>
    /// The entity tag of bytes with an MD5: that, or with SSE-KMS and SSE-C digits that say nothing of the bytes without the key. They are the same when a part is
    /// sent again, so that a client may name what it got the first time.
    /// </summary>
    public static string ETagOf(WriteKey? key, string md5) => key is null || IsMd5Kept(key.Stored)
        ? md5
        : Convert.ToHexStringLower(HMACSHA256.HashData(key.DataKey.Span, Encoding.ASCII.GetBytes("entity tag " + md5)).AsSpan(0, ETagBytes));

    /// <summary>Whether entity tags of bytes so encrypted are their MD5.</summary>
    public static bool IsMd5Kept(StoredEncryption? stored) => stored is null or { Scheme: EncryptionScheme.StoreKey };

    public void Dispose() => DataKey.Dispose();
}
