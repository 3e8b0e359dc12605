using ObjectStore.Core.Frames;
using ObjectStore.Index.Objects;

namespace ObjectStore.Index.Rows;

/// <summary>How an object or upload is encrypted, inside its row; docs/format/index.md §4.</summary>
internal static class EncryptionCodec
{
    private const int HasBucketKey = 1;
    private const int FlagsMax = 1;

    public static void Write(ref RowWriter writer, StoredEncryption encryption)
    {
        writer.Byte((byte)encryption.Scheme);
        writer.Byte(encryption.HasBucketKey ? (byte)HasBucketKey : (byte)0);
        writer.Text(encryption.KeyId);
        writer.Bytes(encryption.WrappedKey.Span);
        writer.Bytes(encryption.Salt.Span);
        writer.Bytes(encryption.Context.Span);
    }

    public static StoredEncryption Read(ref RowReader reader)
    {
        var scheme = (EncryptionScheme)reader.Byte();
        var flags = reader.Byte();
        var encryption = new StoredEncryption
        {
            Scheme = scheme,
            HasBucketKey = (flags & HasBucketKey) != 0,
            KeyId = reader.Text(),
            WrappedKey = reader.Bytes().ToArray(),
            Salt = reader.Bytes().ToArray(),
            Context = reader.Bytes().ToArray(),
        };
        reader.Require(scheme is >= EncryptionScheme.StoreKey and <= EncryptionScheme.CustomerKey && flags <= FlagsMax && IsSalt(encryption.Salt));
        return encryption;
    }

    private static bool IsSalt(ReadOnlyMemory<byte> salt) => salt.Length is 0 or FrameLayout.SaltBytes;
}
