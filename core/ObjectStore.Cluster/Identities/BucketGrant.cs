namespace ObjectStore.Cluster.Identities;

/// <summary>What an identity may do with a bucket.</summary>
/// <param name="Bucket">Its name.</param>
/// <param name="Permission"><c>ReadWrite</c>: everything with its objects, and nothing with the bucket itself. An identity with a permission that is not known may do nothing.</param>
public sealed record BucketGrant(string Bucket, string Permission)
{
    /// <summary>Everything with the objects.</summary>
    public const string ReadWrite = "ReadWrite";
}
