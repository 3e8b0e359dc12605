namespace ObjectStore.S3.Auth;

/// <summary>One access key and whom it belongs to. Immutable.</summary>
public sealed class Identity
{
    /// <summary>Name of the key pair, sent with every request.</summary>
    public required string AccessKey { get; init; }

    /// <summary>The shared secret; never written to a log or an answer.</summary>
    public required string SecretKey { get; init; }

    /// <summary>Canonical id of the user, shown as the owner of buckets and objects.</summary>
    public required string UserId { get; init; }

    /// <summary>Name of the user for people.</summary>
    public required string DisplayName { get; init; }

    /// <summary>Whether the user may do everything, to every bucket, and use the admin API.</summary>
    public bool IsAdmin { get; init; }

    /// <summary>Names of buckets whose objects the identity may use, and nothing else: neither make nor delete buckets. Null: it may use the buckets that its user owns.</summary>
    public IReadOnlySet<string>? GrantedBuckets { get; init; }

    /// <summary>The access key alone, so that no log can hold the secret.</summary>
    public override string ToString() => AccessKey;
}
