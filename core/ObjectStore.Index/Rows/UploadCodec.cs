using ObjectStore.Core.Errors;
using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Objects;

namespace ObjectStore.Index.Rows;

/// <summary>The value of an upload row; docs/format/index.md §5.</summary>
internal static class UploadCodec
{
    private const byte Version = 3;
    private const byte VersionOfByte = 2;
    private const byte VersionOfPlain = 1;
    private const int HasStorageClass = 1;
    private const int IsComposite = 2;
    private const int FlagsMax = 3;
    private const int SizeHint = 120;

    public static ReadOnlyMemory<byte> Encode(ReadOnlySpan<byte> rowKey, UploadRecord upload)
    {
        Invariant.That(IsConsistent(upload));
        var extras = ObjectExtras.Of(upload);
        var version = extras.Flags == 0 ? VersionOfPlain : extras.Flags <= byte.MaxValue ? VersionOfByte : Version;
        var writer = new RowWriter(RowFamily.Upload, version, version, SizeHint);
        writer.Byte((byte)((upload.StorageClass is null ? 0 : HasStorageClass) | (upload.ChecksumIsComposite ? IsComposite : 0)));
        upload.Id.Format(writer.Take(UploadId.Size));
        writer.Time(upload.InitiatedAt);
        writer.Text(upload.OwnerId);
        if (upload.StorageClass is not null) writer.Text(upload.StorageClass);
        writer.Byte(upload.ChecksumAlgorithm);
        ObjectCodec.WriteMetadata(ref writer, upload.Metadata);
        if (version >= VersionOfByte) writer.Byte((byte)extras.Flags);
        if (version >= Version) writer.Byte((byte)(extras.Flags >> 8));
        extras.Write(ref writer);
        return writer.Seal(rowKey);
    }

    /// <summary>False when the value is damaged, misplaced or of an unknown format.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> rowKey, ReadOnlySpan<byte> value, out UploadRecord upload)
    {
        upload = null!;
        if (!RowReader.TryOpen(RowFamily.Upload, Version, rowKey, value, out var reader)) return false;
        var flags = reader.Byte();
        reader.Require(flags <= FlagsMax);
        upload = new UploadRecord
        {
            Id = reader.Raw(UploadId.Size) is { Length: UploadId.Size } id ? UploadId.Read(id) : default,
            InitiatedAt = reader.Time(),
            OwnerId = reader.Text(),
            StorageClass = (flags & HasStorageClass) != 0 ? reader.Text() : null,
            ChecksumAlgorithm = reader.Byte(),
            ChecksumIsComposite = (flags & IsComposite) != 0,
            Metadata = ObjectCodec.ReadMetadata(ref reader),
        };
        if (reader.FormatVersion == VersionOfPlain) return reader.IsComplete;
        int moreFlags = reader.Byte();
        if (reader.FormatVersion >= Version) moreFlags |= reader.Byte() << 8;
        reader.Require((moreFlags & ~ObjectExtras.FlagsMax) == 0);
        var extras = ObjectExtras.Read(ref reader, moreFlags);
        upload = upload with { Tags = extras.Tags, Retention = extras.Retention, HasLegalHold = extras.HasLegalHold, Encryption = extras.Encryption, Compression = extras.Compression };
        return reader.IsComplete && IsConsistent(upload);
    }

    /// <summary>Each part has a salt and frames of its own.</summary>
    private static bool IsConsistent(UploadRecord upload) => upload.Encryption is not { Salt.IsEmpty: false } && upload.Compression is not ({ CanBeOfUpload: false } or { StoredBytes: not 0 });
}
