namespace ObjectStore.Index.Objects;

/// <summary>A removal that no client asks for: rules found that the time of a version is over. Nothing happens when the version is no longer what was judged.</summary>
public sealed record ObjectExpiration
{
    /// <summary>What is to happen.</summary>
    public required ExpirationKind Kind { get; init; }

    /// <summary>The version that was judged.</summary>
    public required VersionName Version { get; init; }

    /// <summary>When that version was made: another null version may have its name by now.</summary>
    public required DateTimeOffset LastModified { get; init; }

    /// <summary>When it was judged: a version that was current since then, and is covered again, is noncurrent since another time.</summary>
    public required DateTimeOffset JudgedAt { get; init; }

    /// <summary>User id of the owner of a delete marker.</summary>
    public required string OwnerId { get; init; }

    /// <summary>
    /// How many newer noncurrent versions of the key there must be for the rules to say so of the version as the commit finds it, its tags included, with fewer it stays: 0 unless noncurrent. Null when
    /// they do not say so. Pure; may be asked more than once.
    /// </summary>
    public required Func<ObjectRecord, int?> NewerMinOf { get; init; }
}
