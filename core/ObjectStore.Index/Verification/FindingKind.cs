namespace ObjectStore.Index.Verification;

/// <summary>What can be wrong in an index. The names are shown to programs and never change; docs/operations/cli.md says what to do about each.</summary>
public enum FindingKind
{
    /// <summary>A row is damaged, misplaced, or of a family or format that this release does not know.</summary>
    UndecodableRow,

    /// <summary>A row of an object, upload, part or garbage lies in a database that owns no partition there and is not to delete it.</summary>
    UnownedRow,

    /// <summary>No entry of the keymap covers a range.</summary>
    KeymapGap,

    /// <summary>Two entries of the keymap cover a range.</summary>
    KeymapOverlap,

    /// <summary>The database that the keymap names does not serve the range, or is not declared.</summary>
    UnservedRange,

    /// <summary>Two partitions serve the same range.</summary>
    OverlappingPartitions,

    /// <summary>A stripe of which fewer than K fragments can be read: its data is lost unless devices come back.</summary>
    MissingData,

    /// <summary>A stripe of which fewer than K+M fragments can be read: it is readable, and waits for repair.</summary>
    DegradedStripe,

    /// <summary>An object names parts of an upload that have no rows, have another size, or are encrypted though it is not, or the other way round.</summary>
    MissingParts,

    /// <summary>A part that no upload, object, version or garbage names.</summary>
    PartWithoutUpload,

    /// <summary>An object in a bucket that does not exist.</summary>
    ObjectWithoutBucket,

    /// <summary>An upload in a bucket that does not exist.</summary>
    UploadWithoutBucket,

    /// <summary>A fence of a bucket that does not exist, or that does not know of the fence.</summary>
    FenceWithoutBucket,

    /// <summary>A current object or delete marker whose version has no row.</summary>
    ObjectWithoutVersion,

    /// <summary>Versions of a key of which none is current: neither an object nor a delete marker.</summary>
    VersionsWithoutCurrent,

    /// <summary>A key with a current object and a current delete marker.</summary>
    TwoCurrentVersions,

    /// <summary>A current version names a null version that has no row.</summary>
    MissingNullVersion,
}
