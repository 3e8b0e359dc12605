using System.Text.Json.Serialization;

namespace ObjectStore.Cluster.Identities;

/// <summary>What an identity may do with a bucket. An identity with a permission that is not known may do nothing.</summary>
/// <param name="Bucket">Its name.</param>
/// <param name="Permission">One of the constants here.</param>
public sealed record BucketGrant(string Bucket, string Permission)
{
    /// <summary>Reads and lists objects.</summary>
    public const string ReadOnly = "ReadOnly";

    /// <summary>Everything with the objects, and nothing with the bucket itself.</summary>
    public const string ReadWrite = "ReadWrite";

    /// <summary>Puts objects, and neither reads, lists nor deletes any.</summary>
    public const string WriteOnly = "WriteOnly";

    /// <summary>What <see cref="CatalogIdentity.Policy"/> allows with the objects.</summary>
    public const string Custom = "Custom";

    /// <summary>How the keys of these objects begin; null for all.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Prefix { get; init; }
}
