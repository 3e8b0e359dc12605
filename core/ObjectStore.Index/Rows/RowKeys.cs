using System.Buffers.Binary;
using System.Text;
using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Quotas;

namespace ObjectStore.Index.Rows;

/// <summary>Builds and takes apart row keys; docs/format/index.md §2.</summary>
/// <remarks>
/// <code>
/// o bucket:u64 key…                              raw, because the key comes last
/// u bucket:u64 key~ upload:16                    key~ is the key with 00 written as 00 FF, then 00 01
/// p bucket:u64 key~ upload:16 part:u16
/// g bucket:u64 key~ 01 stripe:16 | 02 upload:16
/// v bucket:u64 key~ [version:16]                 all bits of the version inverted
/// r bucket:u64 key~ version:16
/// x bucket:u64 key~ sequence:u64 nonce:u32 number:u8
/// f bucket:u64   t bucket:u64
/// q bucket:u64 01 | 02 | 03 process:u64 slot:u8
/// w id:u64 01 | 02 | 03 process:u64 slot:u8 | 04
/// A name…   B name…   J name…   M [page:u16]   I   P start…   K start…   V start…   D start…   C row key…
/// </code>
/// All numbers are big endian, so that rows sort as they do.
/// </remarks>
internal static class RowKeys
{
    /// <summary>Family and bucket id.</summary>
    public const int BucketPrefixBytes = 1 + 8;

    /// <summary>Bytes before the id in a garbage key that names stripes.</summary>
    public const byte GarbageOfStripes = 1;

    /// <summary>Bytes before the id in a garbage key that names an upload.</summary>
    public const byte GarbageOfUpload = 2;

    /// <summary>Byte after the id in the key of a quota's ledger, in the catalog's database.</summary>
    public const byte QuotaLedger = 1;

    /// <summary>The same of the account of a database.</summary>
    public const byte QuotaAccount = 2;

    /// <summary>The same of a purse.</summary>
    public const byte QuotaPurse = 3;

    /// <summary>The same of a fence, which only quotas of owners have: those of buckets lie in the fences of the buckets.</summary>
    public const byte QuotaFence = 4;

    private const int OutboxIdBytes = sizeof(ulong) + sizeof(uint) + sizeof(byte);
    private const byte Escape = 0x00;
    private const byte EscapedZero = 0xFF;
    private const byte Terminator = 0x01;

    public static byte[] Bucket(string name) => Named(RowFamily.Bucket, name);

    public static byte[] BucketDocuments(string name) => Named(RowFamily.BucketDocuments, name);

    public static byte[] JobState(string job) => Named(RowFamily.JobState, job);

    public static byte[] ClusterMap() => [RowFamily.ClusterMap];

    /// <summary>Pages follow the row of the cluster map, numbered from 0.</summary>
    public static byte[] ClusterMapPage(int page) => [RowFamily.ClusterMap, (byte)(page >> 8), (byte)page];

    public static byte[] DatabaseIdentity() => [RowFamily.DatabaseIdentity];

    public static byte[] Partition(ReadOnlySpan<byte> start) => [RowFamily.Partition, .. start];

    public static byte[] Keymap(ReadOnlySpan<byte> start) => [RowFamily.Keymap, .. start];

    public static byte[] MoveProgress(ReadOnlySpan<byte> start) => [RowFamily.MoveProgress, .. start];

    public static byte[] Discarded(ReadOnlySpan<byte> start) => [RowFamily.Discarded, .. start];

    public static byte[] Change(ReadOnlySpan<byte> rowKey) => [RowFamily.Change, .. rowKey];

    public static byte[] Fence(BucketId bucket) => BucketPrefix(RowFamily.Fence, bucket, 0);

    public static byte[] Tombstone(BucketId bucket) => BucketPrefix(RowFamily.Tombstone, bucket, 0);

    public static byte[] LedgerOfQuota(QuotaId quota) => OfQuota(quota, QuotaLedger, 0);

    public static byte[] AccountOfQuota(QuotaId quota) => OfQuota(quota, QuotaAccount, 0);

    public static byte[] FenceOfQuota(OwnerQuotaId quota) => OfQuota(quota, QuotaFence, 0);

    /// <param name="quota">The quota.</param>
    /// <param name="process">Chance that no other process has.</param>
    /// <param name="slot">Which of its purses.</param>
    public static byte[] PurseOfQuota(QuotaId quota, ulong process, byte slot)
    {
        var bytes = OfQuota(quota, QuotaPurse, sizeof(ulong) + 1);
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(BucketPrefixBytes + 1), process);
        bytes[^1] = slot;
        return bytes;
    }

    /// <summary>Account and purses of a quota in a database, in this order.</summary>
    public static KeyRange AccountAndPursesOf(QuotaId quota) => new(AccountOfQuota(quota), OfQuota(quota, QuotaPurse + 1, 0));

    /// <summary>All rows of a quota in a database.</summary>
    public static KeyRange QuotaOf(QuotaId quota)
    {
        var prefix = Prefix(quota.Family, quota.Value, 0);
        return new KeyRange(prefix, PrefixEnd(prefix));
    }

    /// <summary>Which of the rows of a quota this is the key of; 0 for none.</summary>
    public static byte KindOfQuota(ReadOnlySpan<byte> rowKey)
    {
        if (rowKey.Length <= BucketPrefixBytes) return 0;
        var kind = rowKey[BucketPrefixBytes];
        return rowKey.Length == BucketPrefixBytes + 1 + (kind == QuotaPurse ? sizeof(ulong) + 1 : 0) ? kind : (byte)0;
    }

    /// <summary>All rows of a family.</summary>
    public static KeyRange AllOf(byte family) => new(new[] { family }, new[] { (byte)(family + 1) });

    /// <summary>The rows of a family whose positions lie between two bounds; an empty bound is no bound.</summary>
    public static KeyRange Between(byte family, ReadOnlyMemory<byte> start, ReadOnlyMemory<byte> end) =>
        new(Bound(family, start.Span), end.IsEmpty ? [(byte)(family + 1)] : Bound(family, end.Span));

    /// <summary>
    /// The position of a row key of a partition's family, or of the first one that a key built here to begin or end a range can stand for: rows from that
    /// key on have this position or a later one.
    /// </summary>
    public static Position PositionOf(ReadOnlySpan<byte> rowKey)
    {
        if (rowKey.Length < BucketPrefixBytes) return default;
        var rest = rowKey[BucketPrefixBytes..];
        return new Position(BucketOf(rowKey), rowKey[0] == RowFamily.Object ? rest.ToArray() : UnescapeStart(rest));
    }

    public static byte[] Object(BucketId bucket, ObjectKey key) => ObjectPrefix(bucket, key.Utf8);

    public static byte[] Upload(BucketId bucket, ObjectKey key, UploadId upload) => WithUpload(RowFamily.Upload, bucket, key, upload, 0);

    /// <summary>Before all part rows of an upload; they follow with two more bytes.</summary>
    public static byte[] Parts(BucketId bucket, ObjectKey key, UploadId upload) => WithUpload(RowFamily.Part, bucket, key, upload, 0);

    public static byte[] Part(BucketId bucket, ObjectKey key, UploadId upload, int partNumber)
    {
        var bytes = WithUpload(RowFamily.Part, bucket, key, upload, 2);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(bytes.Length - 2), (ushort)partNumber);
        return bytes;
    }

    /// <summary>The row of the delete marker that is current; it comes before the rows of the key's versions.</summary>
    public static byte[] Marker(BucketId bucket, ObjectKey key) => EscapedPrefix(RowFamily.Version, bucket, key.Utf8, isTerminated: true, 0);

    public static byte[] Version(BucketId bucket, ObjectKey key, VersionId version)
    {
        var bytes = EscapedPrefix(RowFamily.Version, bucket, key.Utf8, isTerminated: true, VersionId.Size);
        new VersionId(~version.Value).Format(bytes.AsSpan(bytes.Length - VersionId.Size));
        return bytes;
    }

    /// <summary>The rows of a key's versions, newest first, without that of a current delete marker.</summary>
    public static KeyRange VersionsOf(BucketId bucket, ObjectKey key)
    {
        var marker = Marker(bucket, key);
        return new KeyRange(Next(marker), PrefixEnd(marker));
    }

    /// <summary>Reads the key of a version row; the id is none for that of a current delete marker.</summary>
    public static bool TryReadVersion(ReadOnlySpan<byte> rowKey, out ObjectKey key, out VersionId version)
    {
        version = default;
        if (!TryReadEscapedKey(rowKey, out key, out var rest)) return false;
        if (rest.Length == VersionId.Size) version = new VersionId(~VersionId.Read(rest).Value);
        return rest.IsEmpty || !version.IsNone;
    }

    /// <summary>The row of a version's restoration, by its place among the versions of the key.</summary>
    public static byte[] Restore(BucketId bucket, ObjectKey key, VersionId place)
    {
        var bytes = EscapedPrefix(RowFamily.Restore, bucket, key.Utf8, isTerminated: true, VersionId.Size);
        place.Format(bytes.AsSpan(bytes.Length - VersionId.Size));
        return bytes;
    }

    /// <summary>Reads the key of such a row.</summary>
    public static bool TryReadRestore(ReadOnlySpan<byte> rowKey, out ObjectKey key, out VersionId place)
    {
        place = default;
        if (!TryReadEscapedKey(rowKey, out key, out var rest) || rest.Length != VersionId.Size) return false;
        place = VersionId.Read(rest);
        return true;
    }

    public static byte[] Garbage(BucketId bucket, ObjectKey key, StripeId stripe)
    {
        var bytes = EscapedPrefix(RowFamily.Garbage, bucket, key.Utf8, isTerminated: true, 1 + StripeId.Size);
        bytes[^(1 + StripeId.Size)] = GarbageOfStripes;
        stripe.Format(bytes.AsSpan(bytes.Length - StripeId.Size));
        return bytes;
    }

    public static byte[] Garbage(BucketId bucket, ObjectKey key, UploadId upload)
    {
        var bytes = EscapedPrefix(RowFamily.Garbage, bucket, key.Utf8, isTerminated: true, 1 + UploadId.Size);
        bytes[^(1 + UploadId.Size)] = GarbageOfUpload;
        upload.Format(bytes.AsSpan(bytes.Length - UploadId.Size));
        return bytes;
    }

    /// <summary>Rows of one commit have the same sequence and nonce; the nonce is chance, so that a row key is never used again.</summary>
    public static byte[] Outbox(BucketId bucket, ObjectKey key, ulong sequence, uint nonce, byte number)
    {
        var bytes = EscapedPrefix(RowFamily.Outbox, bucket, key.Utf8, isTerminated: true, OutboxIdBytes);
        var id = bytes.AsSpan(bytes.Length - OutboxIdBytes);
        BinaryPrimitives.WriteUInt64BigEndian(id, sequence);
        BinaryPrimitives.WriteUInt32BigEndian(id[sizeof(ulong)..], nonce);
        id[^1] = number;
        return bytes;
    }

    /// <summary>The outbox rows of a key, in the order of its changes.</summary>
    public static KeyRange OutboxOf(BucketId bucket, ObjectKey key)
    {
        var prefix = EscapedPrefix(RowFamily.Outbox, bucket, key.Utf8, isTerminated: true, 0);
        return new KeyRange(prefix, PrefixEnd(prefix));
    }

    /// <summary>The outbox rows of a bucket.</summary>
    public static KeyRange OutboxOf(BucketId bucket)
    {
        var prefix = BucketPrefix(RowFamily.Outbox, bucket, 0);
        return new KeyRange(prefix, PrefixEnd(prefix));
    }

    /// <summary>Reads the key of an outbox row.</summary>
    public static bool TryReadOutbox(ReadOnlySpan<byte> rowKey, out ObjectKey key, out ulong sequence)
    {
        sequence = 0;
        if (!TryReadEscapedKey(rowKey, out key, out var id) || id.Length != OutboxIdBytes) return false;
        sequence = BinaryPrimitives.ReadUInt64BigEndian(id);
        return true;
    }

    /// <summary>Family, bucket, and the beginning of object keys, raw.</summary>
    public static byte[] ObjectPrefix(BucketId bucket, ReadOnlySpan<byte> keyPrefix)
    {
        var bytes = BucketPrefix(RowFamily.Object, bucket, keyPrefix.Length);
        keyPrefix.CopyTo(bytes.AsSpan(BucketPrefixBytes));
        return bytes;
    }

    /// <summary>Family, bucket, and the beginning of object keys, escaped; with the terminator it is all of the key.</summary>
    public static byte[] EscapedPrefix(byte family, BucketId bucket, ReadOnlySpan<byte> keyPrefix, bool isTerminated, int moreBytes)
    {
        var escapedBytes = keyPrefix.Length + keyPrefix.Count(Escape) + (isTerminated ? 2 : 0);
        var bytes = BucketPrefix(family, bucket, escapedBytes + moreBytes);
        var position = BucketPrefixBytes;
        foreach (var value in keyPrefix)
        {
            bytes[position++] = value;
            if (value == Escape) bytes[position++] = EscapedZero;
        }

        if (isTerminated) bytes[position + 1] = Terminator;
        return bytes;
    }

    public static BucketId BucketOf(ReadOnlySpan<byte> rowKey) => new(BinaryPrimitives.ReadUInt64BigEndian(rowKey[1..]));

    /// <summary>Reads the escaped object key of a row; <paramref name="rest"/> is what follows the terminator.</summary>
    public static bool TryReadEscapedKey(ReadOnlySpan<byte> rowKey, out ObjectKey key, out ReadOnlySpan<byte> rest)
    {
        key = default;
        rest = default;
        if (rowKey.Length < BucketPrefixBytes) return false;
        var escaped = rowKey[BucketPrefixBytes..];
        var utf8 = new byte[Math.Min(escaped.Length, ObjectKey.BytesMax)];
        var count = 0;
        for (var i = 0; i < escaped.Length; i++)
        {
            var value = escaped[i];
            if (value == Escape)
            {
                if (++i == escaped.Length) return false;
                if (escaped[i] == Terminator)
                {
                    rest = escaped[(i + 1)..];
                    return ObjectKey.TryCreate(utf8.AsMemory(0, count), out key);
                }

                if (escaped[i] != EscapedZero) return false;
            }

            if (count == utf8.Length) return false;
            utf8[count++] = value;
        }

        return false;
    }

    /// <summary>The first key after all keys that begin with <paramref name="prefix"/>; empty when there is none.</summary>
    public static byte[] PrefixEnd(ReadOnlySpan<byte> prefix)
    {
        var length = prefix.Length;
        while (length > 0 && prefix[length - 1] == byte.MaxValue) length--;
        var end = prefix[..length].ToArray();
        if (length > 0) end[^1]++;
        return end;
    }

    /// <summary>The first key after <paramref name="key"/>.</summary>
    public static byte[] Next(ReadOnlySpan<byte> key)
    {
        var next = new byte[key.Length + 1];
        key.CopyTo(next);
        return next;
    }

    /// <summary>The first row key of a family at or after a bound of positions.</summary>
    private static byte[] Bound(byte family, ReadOnlySpan<byte> position)
    {
        if (position.IsEmpty) return [family];
        var bucket = new BucketId(BinaryPrimitives.ReadUInt64BigEndian(position));
        var key = position[sizeof(ulong)..];
        return family == RowFamily.Object ? ObjectPrefix(bucket, key) : EscapedPrefix(family, bucket, key, isTerminated: false, 0);
    }

    /// <summary>
    /// The raw key up to the terminator or the end. Between a terminator (00 01) and an escaped zero (00 FF) nothing is stored; what points there stands
    /// for the keys that go on with a zero.
    /// </summary>
    private static byte[] UnescapeStart(ReadOnlySpan<byte> escaped)
    {
        var raw = new byte[escaped.Length];
        var count = 0;
        for (var i = 0; i < escaped.Length; i++)
        {
            raw[count] = escaped[i];
            if (escaped[i] == Escape && i + 1 < escaped.Length && escaped[++i] == Terminator) break;
            count++;
        }

        return raw[..count];
    }

    private static byte[] WithUpload(byte family, BucketId bucket, ObjectKey key, UploadId upload, int moreBytes)
    {
        var bytes = EscapedPrefix(family, bucket, key.Utf8, isTerminated: true, UploadId.Size + moreBytes);
        upload.Format(bytes.AsSpan(bytes.Length - UploadId.Size - moreBytes));
        return bytes;
    }

    private static byte[] OfQuota(QuotaId quota, byte kind, int moreBytes)
    {
        var bytes = Prefix(quota.Family, quota.Value, 1 + moreBytes);
        bytes[BucketPrefixBytes] = kind;
        return bytes;
    }

    private static byte[] BucketPrefix(byte family, BucketId bucket, int moreBytes) => Prefix(family, bucket.Value, moreBytes);

    private static byte[] Prefix(byte family, ulong id, int moreBytes)
    {
        var bytes = new byte[BucketPrefixBytes + moreBytes];
        bytes[0] = family;
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(1), id);
        return bytes;
    }

    /// <summary>The name in a row key that is a family and a name, such as of a job state.</summary>
    public static string NameOf(ReadOnlySpan<byte> rowKey) => Encoding.UTF8.GetString(rowKey[1..]);

    private static byte[] Named(byte family, string name) => [family, .. Encoding.UTF8.GetBytes(name)];
}
