using ObjectStore.Index.Objects;

namespace ObjectStore.Index.Rows;

/// <summary>What few objects and uploads have: tags, retention, legal hold. Inside a row; docs/format/index.md §4.</summary>
internal readonly record struct ObjectExtras(IReadOnlyList<KeyValuePair<string, string>> Tags, Retention? Retention, bool HasLegalHold)
{
    public const int FlagsMax = HasTags | HasRetention | HasHold;

    private const int HasTags = 16;
    private const int HasRetention = 32;
    private const int HasHold = 64;

    /// <summary>Which of the fields are there.</summary>
    public int Flags => (Tags.Count > 0 ? HasTags : 0) | (Retention is null ? 0 : HasRetention) | (HasLegalHold ? HasHold : 0);

    public static ObjectExtras Of(ObjectRecord record) => new(record.Tags, record.Retention, record.HasLegalHold);

    public static ObjectExtras Of(UploadRecord upload) => new(upload.Tags, upload.Retention, upload.HasLegalHold);

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

        return new ObjectExtras(tags, retention, (flags & HasHold) != 0);
    }

    public void Write(ref RowWriter writer)
    {
        if (Tags.Count > 0) ObjectCodec.WriteMetadata(ref writer, Tags);
        if (Retention is not { } retention) return;
        writer.Byte((byte)retention.Mode);
        writer.Time(retention.Until);
    }
}
