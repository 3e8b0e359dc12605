using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Catalog;

namespace ObjectStore.Gateway.Authorization;

/// <summary>What a question to the policies is about. Not always what the address of the request names: copies have a source, deletions of many have keys.</summary>
/// <param name="Bucket">The bucket.</param>
/// <param name="Key">The key, or null for the bucket.</param>
/// <param name="VersionId">The version as it was named, or null.</param>
/// <param name="Prefix">Stands for the prefix of a listing when it is asked whether a key would be listed; null for the request's own.</param>
internal readonly record struct AskedResource(BucketRecord Bucket, ObjectKey? Key, string? VersionId, string? Prefix = null)
{
    /// <summary>The tags that the object has; null where no policy asks about them, or there is no object.</summary>
    public IReadOnlyList<KeyValuePair<string, string>>? Tags { get; init; }

    /// <summary>What comes before the name of a bucket.</summary>
    public const string ArnPrefix = "arn:aws:s3:::";

    /// <summary>As policies name it.</summary>
    public string Arn => Key is { } key ? $"{ArnPrefix}{Bucket.Name}/{key}" : ArnPrefix + Bucket.Name;
}
