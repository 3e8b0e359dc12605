using System.Globalization;
using System.Text;
using ObjectStore.Gateway.Operations.Locks;
using ObjectStore.Gateway.Operations.Replication;
using ObjectStore.Index.Objects;
using ObjectStore.Lifecycle.StorageClasses;
using ObjectStore.S3.Checksums;
using ObjectStore.S3.Xml;

namespace ObjectStore.Gateway.Inventory;

/// <summary>Columns of an inventory, in AWS's order, and what stands in them. Pure.</summary>
/// <remarks>Source: Amazon S3 user guide, "Amazon S3 Inventory list": all values in quotes, keys encoded as in URLs.</remarks>
internal sealed class InventoryColumns
{
    /// <summary>Optional columns, and whether only the whole row of an object can tell them.</summary>
    private static readonly (string Field, bool NeedsRecord, Func<ListedObject, ObjectRecord?, string> Value)[] Optional =
    [
        ("Size", false, static (listed, _) => listed.Size.ToString(CultureInfo.InvariantCulture)),
        ("LastModifiedDate", false, static (listed, _) => TimeText(listed.LastModified)),
        ("ETag", false, static (listed, _) => listed.ETag),
        ("StorageClass", false, static (listed, _) => listed.StorageClass ?? "STANDARD"),
        ("IsMultipartUploaded", false, static (listed, _) => listed.ETag.Contains('-', StringComparison.Ordinal) ? "true" : "false"),
        ("ReplicationStatus", true, static (_, record) => record?.Replication is { } replication ? ReplicationHeaders.NameOf(replication.Status) : ""),
        ("EncryptionStatus", true, static (_, record) => EncryptionOf(record)),
        ("ObjectLockRetainUntilDate", true, static (_, record) => record?.Retention is { } retention ? TimeText(retention.Until) : ""),
        ("ObjectLockMode", true, static (_, record) => record?.Retention is { } retention ? LockModes.NameOf(retention.Mode) : ""),
        ("ObjectLockLegalHoldStatus", true, static (_, record) => record is null ? "" : record.HasLegalHold ? "ON" : "OFF"),
        ("IntelligentTieringAccessTier", false, static (listed, _) => TierOf(listed)),
        ("BucketKeyStatus", true, static (_, record) => record is null ? "" : record.Encryption is { HasBucketKey: true } ? "ENABLED" : "DISABLED"),
        ("ChecksumAlgorithm", false, static (listed, _) => listed.ChecksumAlgorithm == 0 ? "" : ChecksumAlgorithms.NameOf((ChecksumAlgorithm)listed.ChecksumAlgorithm)),
        ("ObjectOwner", false, static (listed, _) => listed.OwnerId),
    ];

    private readonly (string Field, bool NeedsRecord, Func<ListedObject, ObjectRecord?, string> Value)[] _optional;
    private readonly bool _hasVersions;

    public InventoryColumns(InventoryConfiguration configuration)
    {
        _hasVersions = configuration.HasAllVersions;
        _optional = [.. Optional.Where(column => configuration.OptionalFields.Contains(column.Field))];
    }

    /// <summary>Whether rows of objects have to be read one by one.</summary>
    public bool NeedRecords => _optional.Any(static column => column.NeedsRecord);

    /// <summary>Names of the columns, as a manifest shows them.</summary>
    public string Schema => string.Join(", ", ((string[])["Bucket", "Key", .. _hasVersions ? ["VersionId", "IsLatest", "IsDeleteMarker"] : Array.Empty<string>()]).Concat(_optional.Select(static column => column.Field)));

    /// <summary>Whether there is such an optional column.</summary>
    public static bool IsField(string field) => Array.Exists(Optional, column => column.Field == field);

    /// <summary>Whether AWS has it, and this store has not.</summary>
    public static bool IsUnsupported(string field) => field is "ObjectAccessControlList" or "LifecycleExpirationDate";

    /// <summary>One line.</summary>
    /// <param name="bucket">Name of the bucket.</param>
    /// <param name="listed">The version.</param>
    /// <param name="record">Its row, where <see cref="NeedRecords"/>; null for a delete marker, and when it is gone by now.</param>
    public string Row(string bucket, in ListedVersion listed, ObjectRecord? record)
    {
        var line = new StringBuilder(256);
        Append(line, bucket);
        Append(line, Encoding.ASCII.GetString(UrlText.Encode(listed.Listed.Key.Utf8)));
        if (_hasVersions)
        {
            // As listings of a bucket without versions show it, nothing.
            Append(line, listed.Version.IsNull ? "" : listed.Version.ToString());
            Append(line, listed.IsLatest ? "true" : "false");
            Append(line, listed.IsDeleteMarker ? "true" : "false");
        }

        foreach (var (field, _, value) in _optional)
        {
            var isTold = !listed.IsDeleteMarker || field is "LastModifiedDate" or "ObjectOwner";
            Append(line, isTold ? value(listed.Listed, record) : "");
        }

        line[^1] = '\n';
        return line.ToString();
    }

    private static void Append(StringBuilder line, string value) => line.Append('"').Append(value.Replace("\"", "\"\"", StringComparison.Ordinal)).Append("\",");

    private static string TimeText(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>Of other classes with two pools only what has been read or moved tells its tier.</summary>
    private static string TierOf(in ListedObject listed) => listed switch
    {
        { Tiering.Tier: StorageTier.Infrequent } => "INFREQUENT",
        { Tiering: null, StorageClass: not StorageClassTable.IntelligentTiering } => "",
        _ => "FREQUENT",
    };

    private static string EncryptionOf(ObjectRecord? record) => record switch
    {
        null => "",
        { Encryption.Scheme: EncryptionScheme.StoreKey } => "SSE-S3",
        { Encryption.Scheme: EncryptionScheme.KeyService } => "SSE-KMS",
        { Encryption.Scheme: EncryptionScheme.CustomerKey } => "SSE-C",
        _ => "NOT-SSE",
    };
}
