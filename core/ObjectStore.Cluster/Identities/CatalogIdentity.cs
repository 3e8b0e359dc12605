namespace ObjectStore.Cluster.Identities;

/// <summary>An access key in the catalog.</summary>
/// <param name="AccessKey">Name of the key pair, 16 to 128 letters and digits.</param>
/// <param name="SecretKey">The shared secret; sealed in the catalog.</param>
/// <param name="UserId">Canonical id of the user.</param>
/// <param name="DisplayName">Name of the user for people.</param>
/// <param name="Grants">Buckets that it may use; it has none of its own.</param>
/// <param name="ExpiresAt">When it stops to work; null for never.</param>
public sealed record CatalogIdentity(
    string AccessKey, string SecretKey, string UserId, string DisplayName, IReadOnlyList<BucketGrant> Grants, DateTimeOffset? ExpiresAt)
{
    /// <summary>An identity policy in JSON, for grants of the permission <see cref="BucketGrant.Custom"/>. It allows nothing beyond the grants.</summary>
    public string? Policy { get; init; }

    /// <summary>Whether two say the same.</summary>
    public bool IsSame(CatalogIdentity other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return AccessKey == other.AccessKey && SecretKey == other.SecretKey && UserId == other.UserId && DisplayName == other.DisplayName && ExpiresAt == other.ExpiresAt
            && Policy == other.Policy && Grants.SequenceEqual(other.Grants);
    }

    /// <summary>The access key alone, so that no log can hold the secret.</summary>
    public override string ToString() => AccessKey;
}
