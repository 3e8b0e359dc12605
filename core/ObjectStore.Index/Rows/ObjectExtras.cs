using ObjectStore.Index.Objects;

namespace ObjectStore.Index.Rows;

/// <summary>What few objects and uploads have: tags, retention, legal hold, encryption, compression, replication, restoration. Inside a row; docs/format/index.md §4.</summary>
internal readonly record struct ObjectExtras(
    IReadOnlyList<KeyValuePair<string, string>> Tags,
    Retention? Retention,
    bool HasLegalHold,
    StoredEncryption? Encryption,
    StoredCompression? Compression,
    StoredReplication? Replication = null,
    StoredRestore? Restore = null)
{
    /// <summary>All flags of version 2 of a row.</summary>
    public const int FlagsOfByte = HasTags | HasRetention | HasHold;

    /// <summary>All flags; those beyond a byte need version 3.</summary>
    public const int FlagsMax = FlagsOfByte | HasEncryption | HasCompression | HasReplication | HasRestore;

    /// <summary>The flag of compressed objects and of uploads whose parts are.</summary>
    public const int HasCompression = 512;

    /// <summary>The flag of objects that are being restored, or have been.</summary>
    public const int HasRestore = 2048;

    private const int HasTags = 16;
    private const int HasRetention = 32;
    private const int HasHold = 64;
    private const int HasEncryption = 256;
    private const int HasReplication = 1024;

    /// <summary>Which of the fields are there.</summary>
    public int Flags => (Tags.Count > 0 ? HasTags : 0) | (Retention is null ? 0 : HasRetention) | (HasLegalHold ? HasHold : 0) | (Encryption is null ? 0 : HasEncryption)
        | (Compression is null ? 0 : HasCompression) | (Replication is null ? 0 : HasReplication) | (Restore is null ? 0 : HasRestore);

    public static ObjectExtras Of(ObjectRecord record) =>
        new(record.Tags, record.Retention, record.HasLegalHold, record.Encryption, record.Compression, record.Replication, record.Restore);

    public static ObjectExtras Of(UploadRecord upload) => new(upload.Tags, upload.Retention, upload.HasLegalHold, upload.Encryption, upload.Compression);

    public static ObjectExtras Read(ref RowReader reader, int flags)
    {
        var tags = (flags & HasTags) != 0 ? ObjectCodec.ReadMetadata(ref reader) : [];
        Retention? retention = null;
        if ((flags & HasRetention) != 0)
        {
            var mode = (RetentionMode)reader.Byte();
            reader.Require(mode is RetentionMode.Governance or RetentionMode.Compliance);
            retention = new Retention(mode, reader.Time());
        }

        var encryption = (flags & HasEncryption) != 0 ? EncryptionCodec.Read(ref reader) : null;
        var compression = (flags & HasCompression) != 0 ? CompressionCodec.Read(ref reader) : null;
        var replication = (flags & HasReplication) != 0 ? ReplicationCodec.Read(ref reader) : null;
        var restore = (flags & HasRestore) != 0 ? RestoreCodec.Read(ref reader) : null;
        return new ObjectExtras(tags, retention, (flags & HasHold) != 0, encryption, compression, replication, restore);
    }

    public void Write(ref RowWriter writer)
    {
        if (Tags.Count > 0) ObjectCodec.WriteMetadata(ref writer, Tags);
        if (Retention is { } retention)
        {
            writer.Byte((byte)retention.Mode);
            writer.Time(retention.Until);
        }

        if (Encryption is not null) EncryptionCodec.Write(ref writer, Encryption);
        if (Compression is not null) CompressionCodec.Write(ref writer, Compression);
        if (Replication is not null) ReplicationCodec.Write(ref writer, Replication);
        if (Restore is not null) RestoreCodec.Write(ref writer, Restore);
    }
}
