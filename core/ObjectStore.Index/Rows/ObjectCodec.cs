using System.Text;
using ObjectStore.Core.Errors;
using ObjectStore.Core.Frames;
using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Objects;

namespace ObjectStore.Index.Rows;

/// <summary>The value of an object or version row; docs/format/index.md §4. What a listing shows comes first, so that it reads no further.</summary>
/// <remarks>Version 1 is written wherever its fields are enough: the rows of buckets without versions, tags and locks are those of the first release.</remarks>
internal static class ObjectCodec
{
    private const byte Version = 3;
    private const byte VersionOfByte = 2;
    private const byte VersionOfPlain = 1;
    private const int ETagFormMask = 3;
    private const int HasStorageClass = 4;
    private const int HasChecksum = 8;
    private const int IsComposite = 16;
    private const int HasUpload = 32;
    private const int FlagsMax = 63;

    private const int HasVersion = 1;
    private const int IsNullVersion = 2;
    private const int IsDeleteMarker = 4;
    private const int HasNullVersion = 8;
    private const int MoreFlagsOfByte = ObjectExtras.FlagsOfByte | HasVersion | IsNullVersion | IsDeleteMarker | HasNullVersion;
    private const int HasTiering = 4096;
    private const int MoreFlagsMax = MoreFlagsOfByte | ObjectExtras.FlagsMax | HasTiering;

    private const int SizeHint = 160;

    /// <summary>Two texts of at least one byte each: their lengths.</summary>
    private const int MetadataBytesMin = 2;

    private const int SpanBytesMin = 3;
    private const int PartNumberMax = 10_000;

    public static ReadOnlyMemory<byte> Encode(ReadOnlySpan<byte> rowKey, ObjectRecord record)
    {
        Invariant.That(IsConsistent(record));
        var extras = ObjectExtras.Of(record);
        var more = extras.Flags | VersionFlagsOf(record);
        var version = more == 0 ? VersionOfPlain : more <= byte.MaxValue ? VersionOfByte : Version;
        var writer = new RowWriter(rowKey[0], version, version, SizeHint);
        var form = ETagCodec.FormOf(record.ETag);
        writer.Byte((byte)(form | FlagsOf(record)));
        if (version >= VersionOfByte) writer.Byte((byte)more);
        if (version >= Version) writer.Byte((byte)(more >> 8));
        if ((more & HasVersion) != 0) record.Version.Format(writer.Take(VersionId.Size));
        writer.Number(record.Size);
        writer.Time(record.LastModified);
        ETagCodec.Write(ref writer, record.ETag, form);
        writer.Text(record.OwnerId);
        if (record.StorageClass is not null) writer.Text(record.StorageClass);
        if (record.Checksum is not null) writer.Byte(record.Checksum.Algorithm);
        if (record.Tiering is { } tiering) TieringCodec.Write(ref writer, tiering);
        if (record.Checksum is not null) writer.Bytes(record.Checksum.Value.Span);
        WriteMetadata(ref writer, record.Metadata);
        RunCodec.Write(ref writer, record.Runs);
        if (record.Upload is { } upload) WriteUpload(ref writer, upload, record.Parts);
        if (record.NullVersion is { } nullVersion) nullVersion.Format(writer.Take(VersionId.Size));
        extras.Write(ref writer);
        return writer.Seal(rowKey);
    }

    /// <summary>False when the value is damaged, misplaced or of an unknown format.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> rowKey, ReadOnlySpan<byte> value, out ObjectRecord record)
    {
        record = null!;
        if (!TryOpen(rowKey, value, out var reader)) return false;
        var flags = ReadFlags(ref reader, out var more, out var version);
        var size = reader.Number(long.MaxValue);
        var lastModified = reader.Time();
        var eTag = ETagCodec.Read(ref reader, flags & ETagFormMask);
        var owner = reader.Text();
        var storageClass = (flags & HasStorageClass) != 0 ? reader.Text() : null;
        var algorithm = (flags & HasChecksum) != 0 ? reader.Byte() : (byte)0;
        StoredTiering? tiering = (more & HasTiering) != 0 ? TieringCodec.Read(ref reader) : null;
        var checksum = (flags & HasChecksum) != 0 ? new StoredChecksum(algorithm, (flags & IsComposite) != 0, reader.Bytes().ToArray()) : null;
        var metadata = ReadMetadata(ref reader);
        var runs = RunCodec.Read(ref reader);
        UploadId? upload = (flags & HasUpload) != 0 && reader.Raw(UploadId.Size) is { Length: UploadId.Size } id ? UploadId.Read(id) : null;
        var parts = upload is null ? [] : ReadParts(ref reader);
        VersionId? nullVersion = (more & HasNullVersion) != 0 ? ReadVersion(ref reader) : null;
        var extras = ObjectExtras.Read(ref reader, more);
        if (!reader.IsComplete) return false;
        record = new ObjectRecord
        {
            Size = size,
            ETag = eTag,
            LastModified = lastModified,
            OwnerId = owner,
            StorageClass = storageClass,
            Metadata = metadata,
            Checksum = checksum,
            Runs = runs,
            Upload = upload,
            Parts = parts,
            Version = version,
            IsNullVersion = version.IsNone || (more & IsNullVersion) != 0,
            IsDeleteMarker = (more & IsDeleteMarker) != 0,
            NullVersion = nullVersion,
            Tags = extras.Tags,
            Retention = extras.Retention,
            HasLegalHold = extras.HasLegalHold,
            Encryption = extras.Encryption,
            Compression = extras.Compression,
            Replication = extras.Replication,
            Restore = extras.Restore,
            Tiering = tiering,
        };
        return IsConsistent(record);
    }

    /// <summary>Decodes what a listing shows. Texts that equal those of <paramref name="before"/> are shared with it.</summary>
    public static bool TryDecodeListed(
        ObjectKey key, ReadOnlySpan<byte> rowKey, ReadOnlySpan<byte> value, ListedObject before, out ListedObject listed) =>
        TryDecodeListed(key, rowKey, value, before, out listed, out _, out _);

    /// <summary>Decodes what a listing of versions shows; which of them is the latest is not said by the row.</summary>
    public static bool TryDecodeListedVersion(
        ObjectKey key, ReadOnlySpan<byte> rowKey, ReadOnlySpan<byte> value, ListedObject before, out ListedVersion listed)
    {
        var isGood = TryDecodeListed(key, rowKey, value, before, out var item, out var more, out var version);
        var name = version.IsNone || (more & IsNullVersion) != 0 ? VersionName.Null : VersionName.Of(version);
        listed = new ListedVersion(item, name, IsLatest: false, (more & IsDeleteMarker) != 0);

        // What is stored is said at the end of a row, which only those of compressed objects are read to.
        if ((more & ObjectExtras.HasCompression) != 0 && TryDecode(rowKey, value, out var record)) listed = listed with { StoredBytes = record.StoredBytes };
        return isGood;
    }

    private static bool TryDecodeListed(
        ObjectKey key, ReadOnlySpan<byte> rowKey, ReadOnlySpan<byte> value, ListedObject before, out ListedObject listed, out int more, out VersionId version)
    {
        listed = default;
        more = 0;
        version = default;
        if (!TryOpen(rowKey, value, out var reader)) return false;
        var flags = ReadFlags(ref reader, out more, out version);
        var size = reader.Number(long.MaxValue);
        var lastModified = reader.Time();
        var eTag = ETagCodec.Read(ref reader, flags & ETagFormMask);
        var owner = Share(reader.Bytes(), before.OwnerId);
        var storageClass = (flags & HasStorageClass) != 0 ? Share(reader.Bytes(), before.StorageClass) : null;
        var algorithm = (flags & HasChecksum) != 0 ? reader.Byte() : (byte)0;
        StoredTiering? tiering = (more & HasTiering) != 0 ? TieringCodec.Read(ref reader) : null;
        if (!reader.IsGood) return false;
        listed = new ListedObject(key, size, eTag, lastModified, owner, storageClass, algorithm, (flags & IsComposite) != 0) { Tiering = tiering };

        // Said at the end of a row, which only those of restored objects are read to.
        if ((more & ObjectExtras.HasRestore) != 0 && TryDecode(rowKey, value, out var record)) listed = listed with { Restore = record.Restore };
        return true;
    }

    /// <summary>Whether the record has a version id; false also of a value that cannot be read.</summary>
    public static bool HasVersionId(ReadOnlySpan<byte> rowKey, ReadOnlySpan<byte> value)
    {
        if (!TryOpen(rowKey, value, out var reader)) return false;
        _ = ReadFlags(ref reader, out _, out var version);
        return !version.IsNone;
    }

    public static void WriteMetadata(ref RowWriter writer, IReadOnlyList<KeyValuePair<string, string>> metadata)
    {
        writer.Number(metadata.Count);
        for (var i = 0; i < metadata.Count; i++)
        {
            writer.Text(metadata[i].Key);
            writer.Text(metadata[i].Value);
        }
    }

    public static IReadOnlyList<KeyValuePair<string, string>> ReadMetadata(ref RowReader reader)
    {
        var count = reader.Count(MetadataBytesMin);
        if (count == 0) return [];
        var metadata = new KeyValuePair<string, string>[count];
        for (var i = 0; i < count && reader.IsGood; i++) metadata[i] = new(reader.Text(), reader.Text());
        return metadata;
    }

    private static bool TryOpen(ReadOnlySpan<byte> rowKey, ReadOnlySpan<byte> value, out RowReader reader)
    {
        reader = default;
        return rowKey[0] is RowFamily.Object or RowFamily.Version && RowReader.TryOpen(rowKey[0], Version, rowKey, value, out reader);
    }

    private static int ReadFlags(ref RowReader reader, out int more, out VersionId version)
    {
        var flags = reader.Byte();
        reader.Require(flags <= FlagsMax && (flags & ETagFormMask) <= ETagCodec.PackedWithParts && (flags & (IsComposite | HasChecksum)) != IsComposite);
        more = reader.FormatVersion < VersionOfByte ? 0 : reader.Byte();
        if (reader.FormatVersion >= Version) more |= reader.Byte() << 8;
        version = (more & HasVersion) != 0 ? ReadVersion(ref reader) : default;
        var needsVersion = (more & (IsNullVersion | IsDeleteMarker | HasNullVersion)) != 0;
        reader.Require((more & ~MoreFlagsMax) == 0 && (!needsVersion || !version.IsNone));
        return flags;
    }

    private static int FlagsOf(ObjectRecord record) => (record.StorageClass is null ? 0 : HasStorageClass)
        | (record.Checksum is null ? 0 : HasChecksum)
        | (record.Checksum is { IsComposite: true } ? IsComposite : 0)
        | (record.Upload is null ? 0 : HasUpload);

    private static int VersionFlagsOf(ObjectRecord record) => (record.Version.IsNone ? 0 : HasVersion)
        | (record.IsNullVersion && !record.Version.IsNone ? IsNullVersion : 0)
        | (record.IsDeleteMarker ? IsDeleteMarker : 0)
        | (record.NullVersion is null ? 0 : HasNullVersion)
        | (record.Tiering is null ? 0 : HasTiering);

    private static VersionId ReadVersion(ref RowReader reader) =>
        reader.Raw(VersionId.Size) is { Length: VersionId.Size } id ? VersionId.Read(id) : default;

    private static void WriteUpload(ref RowWriter writer, UploadId upload, IReadOnlyList<PartSpan> parts)
    {
        upload.Format(writer.Take(UploadId.Size));
        writer.Number(parts.Count);
        for (var i = 0; i < parts.Count; i++)
        {
            writer.Number(parts[i].FirstPartNumber);
            writer.Number(parts[i].PartCount);
            writer.Number(parts[i].PartBytes);
        }
    }

    private static PartSpan[] ReadParts(ref RowReader reader)
    {
        var parts = new PartSpan[reader.Count(SpanBytesMin)];
        for (var i = 0; i < parts.Length && reader.IsGood; i++)
        {
            parts[i] = new PartSpan((ushort)reader.Number(PartNumberMax), (ushort)reader.Number(PartNumberMax), reader.Number(long.MaxValue));
        }

        return parts;
    }

    private static bool IsConsistent(ObjectRecord record)
    {
        if (record.Size < 0 || (record.Version.IsNone && (!record.IsNullVersion || record.IsDeleteMarker || record.NullVersion is not null))) return false;
        if (!IsSaltInPlace(record) || !IsRestoreInPlace(record) || record is { IsDeleteMarker: true, Tiering: not null }) return false;
        if (record.Upload is null) return record.Parts.Count == 0 && SumOf(record.Runs) == StoredBytesOf(record.Size, record.Compression, record.Encryption is not null);
        return record.Runs.Count == 0 && record.Compression is not { CanBeOfUpload: false } && ArePartsInOrder(record);
    }

    /// <summary>Whether the part spans ascend and add up to the size.</summary>
    private static bool ArePartsInOrder(ObjectRecord record)
    {
        Int128 bytes = 0;
        var next = 1;
        foreach (var span in record.Parts)
        {
            if (span.FirstPartNumber < next || span.PartCount < 1 || span.PartBytes < 0) return false;
            next = span.FirstPartNumber + span.PartCount;
            bytes += (Int128)span.PartCount * span.PartBytes;
        }

        return next <= PartNumberMax + 1 && bytes == record.Size;
    }

    /// <summary>The salt is that of the write; the parts of an upload have their own.</summary>
    private static bool IsSaltInPlace(ObjectRecord record) => record.Encryption is null || record.Encryption.Salt.IsEmpty == record.Upload is not null;

    /// <summary>The copy is as long as what it is of; that of a multipart object has its runs in part rows.</summary>
    private static bool IsRestoreInPlace(ObjectRecord record)
    {
        if (record.Restore is not { } restore) return true;
        if (record.IsDeleteMarker) return false;
        return record.Upload is not null || restore.Until is null ? restore.Runs.Count == 0 : SumOf(restore.Runs) == SumOf(record.Runs);
    }

    /// <summary>How many bytes are stored for an object or part of a size; less than 0 when it cannot be compressed so.</summary>
    public static long StoredBytesOf(long size, StoredCompression? compression, bool isEncrypted)
    {
        if (compression is not null && !compression.CanBeOf(size)) return -1;
        var bytes = compression?.StoredBytes ?? size;
        return isEncrypted ? FrameLayout.SealedLengthOf(bytes) : bytes;
    }

    /// <summary>Bytes of the runs; they cannot overflow because a row holds too few of them.</summary>
    public static long SumOf(IReadOnlyList<StripeRun> runs)
    {
        long bytes = 0;
        for (var i = 0; i < runs.Count; i++) bytes = unchecked(bytes + runs[i].Bytes);
        return bytes;
    }

    private static string Share(ReadOnlySpan<byte> utf8, string? text)
    {
        if (text is null || text.Length != utf8.Length) return Encoding.UTF8.GetString(utf8);
        return Ascii.Equals(utf8, text) ? text : Encoding.UTF8.GetString(utf8);
    }
}
