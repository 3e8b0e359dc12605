using System.Globalization;
using ObjectStore.Curator.Replication.Endpoints;
using ObjectStore.Index.Objects;

namespace ObjectStore.Curator.Replication;

/// <summary>What is said of a version in the headers that write it.</summary>
internal static class ReplicaHeaders
{
    private const string MultipartMark = "-";

    /// <summary>As <see cref="StoredChecksum.Algorithm"/> numbers them.</summary>
    private static readonly string[] Algorithms = ["", "CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256", "SHA512", "MD5", "XXHASH64", "XXHASH3", "XXHASH128"];

    /// <summary>That the source is to give archived versions too.</summary>
    public static KeyValuePair<string, string> Read { get; } = new("x-amz-replica-read", "true");

    /// <summary>Metadata, tags, locks and encryption.</summary>
    /// <param name="version">The version.</param>
    /// <param name="now">A retention that is over by then is not sent: no store takes one.</param>
    public static List<KeyValuePair<string, string>> OfObject(ReplicaVersion version, DateTimeOffset now)
    {
        var record = version.Record;

        // Names that no header can have are the store's own.
        var headers = record.Metadata.Where(static pair => !pair.Key.StartsWith(':')).ToList();
        if (record.Tags.Count > 0) headers.Add(new("x-amz-tagging", string.Join('&', record.Tags.Select(static tag => $"{EndpointSigner.Encode(tag.Key)}={EndpointSigner.Encode(tag.Value)}"))));
        if (record.Retention is { } retention && retention.Until > now)
        {
            headers.Add(new("x-amz-object-lock-mode", NameOf(retention.Mode)));
            headers.Add(new("x-amz-object-lock-retain-until-date", TimeOf(retention.Until)));
        }

        if (record.HasLegalHold) headers.Add(new("x-amz-object-lock-legal-hold", "ON"));
        if (version.Facts.StorageClass is { } storageClass) headers.Add(new("x-amz-storage-class", storageClass));
        AddEncryption(headers, version);
        return headers;
    }

    /// <summary>Which version it is, for targets that keep ids.</summary>
    public static IEnumerable<KeyValuePair<string, string>> OfSource(ObjectRecord record) =>
    [
        new("x-amz-source-version-id", IdOf(record)),
        new("x-amz-source-last-modified", record.LastModified.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)),
    ];

    /// <summary>The id of a version at targets that keep ids: also of one that has none but its place.</summary>
    public static string IdOf(ObjectRecord record) => (record.Version.IsNone ? Core.Identifiers.VersionId.OfTime(record.LastModified) : record.Version).ToString();

    /// <summary>The checksum of a body, and its MD5 where the entity tag is that.</summary>
    public static IEnumerable<KeyValuePair<string, string>> OfBody(string eTag, StoredChecksum? checksum, StoredEncryption? encryption)
    {
        if (checksum is { IsComposite: false }) yield return new($"x-amz-checksum-{NameOf(checksum).ToLowerInvariant()}", ValueOf(checksum));
        if (encryption is null or { Scheme: EncryptionScheme.StoreKey } && !eTag.Contains(MultipartMark, StringComparison.Ordinal))
            yield return new("content-md5", Convert.ToBase64String(Convert.FromHexString(eTag)));
    }

    /// <summary>The algorithm as headers and elements name it.</summary>
    public static string NameOf(StoredChecksum checksum) =>
        checksum.Algorithm < Algorithms.Length ? Algorithms[checksum.Algorithm] : throw new EndpointException("its checksum is of a later release");

    /// <summary>The checksum as headers and elements write it.</summary>
    public static string ValueOf(StoredChecksum checksum) => Convert.ToBase64String(checksum.Value.Span);

    /// <summary>The mode as headers and documents name it.</summary>
    public static string NameOf(RetentionMode mode) => mode == RetentionMode.Compliance ? "COMPLIANCE" : "GOVERNANCE";

    /// <summary>A time as headers and documents write it.</summary>
    public static string TimeOf(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);

    private static void AddEncryption(List<KeyValuePair<string, string>> headers, ReplicaVersion version)
    {
        switch (version.Record.Encryption?.Scheme)
        {
            case EncryptionScheme.StoreKey:
                headers.Add(new("x-amz-server-side-encryption", "AES256"));
                break;
            case EncryptionScheme.KeyService when version.Facts.KmsKeyId is { } key:
                headers.Add(new("x-amz-server-side-encryption", "aws:kms"));
                headers.Add(new("x-amz-server-side-encryption-aws-kms-key-id", key));
                break;
            case null:
                break;
            default:
                throw new EndpointException("its encryption cannot be replicated");
        }
    }
}
