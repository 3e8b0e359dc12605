using ObjectStore.Index.Objects;

namespace ObjectStore.Index.Rows;

/// <summary>What few objects and uploads have: tags, retention, legal hold, encryption, replication. Inside a row; docs/format/index.md §4.</summary>
internal readonly record struct ObjectExtras(
    IReadOnlyList<KeyValuePair<string, string>> Tags, Retention? Retention, bool HasLegalHold, StoredEncryption? Encryption, StoredReplication? Replication = null)
{
    /// <summary>All flags of version 2 of a row.</summary>
    public const int FlagsOfByte = HasTags | HasRetention | HasHold;

    /// <summary>All flags; those beyond a byte need version 3.</summary>
    public const int FlagsMax = FlagsOfByte | HasEncryption | HasReplication;

    private const int HasTags = 16;
    private const int HasRetention = 32;
    private const int HasHold = 64;
    private const int HasEncryption = 256;
    private const int HasReplication = 1024;

    /// <summary>Which of the fields are there.</summary>
    public int Flags => (Tags.Count > 0 ? HasTags : 0) | (Retention is null ? 0 : HasRetention) | (HasLegalHold ? HasHold : 0) | (Encryption is null ? 0 : HasEncryption) | (Replication is null ? 0 : HasReplication);

    public static ObjectExtras Of(ObjectRecord record) => new(record.Tags, record.Retention, record.HasLegalHold, record.Encryption, record.Replication);

    public static ObjectExtras Of(UploadRecord upload) => new(upload.Tags, upload.Retention, upload.HasLegalHold, upload.Encryption);

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
        var replication = (flags & HasReplication) != 0 ? ReplicationCodec.Read(ref reader) : null;
        return new ObjectExtras(tags, retention, (flags & HasHold) != 0, encryption, replication);
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
        if (Replication is not null) ReplicationCodec.Write(ref writer, Replication);
    }
}
