namespace ObjectStore.Index.Objects;

/// <summary>A version whose bytes have been copied elsewhere, or that is called by another storage class. Nothing else of it changes, and nothing happens when it is no longer what was copied.</summary>
public sealed record ObjectMove
{
    /// <summary>The version.</summary>
    public required VersionName Version { get; init; }

    /// <summary>When it was made: another null version may have its name by now.</summary>
    public required DateTimeOffset LastModified { get; init; }

    /// <summary>Its runs as they were copied.</summary>
    public required IReadOnlyList<StripeRun> From { get; init; }

    /// <summary>Its runs from now on: all of them others, or the same.</summary>
    public required IReadOnlyList<StripeRun> To { get; init; }

    /// <summary>Its storage class from now on, or null for the standard one.</summary>
    public required string? StorageClass { get; init; }

    /// <summary>What it says of its tier from now on, made of the version as the commit finds it. Pure; may be asked more than once.</summary>
    public required Func<ObjectRecord, StoredTiering?> Tiering { get; init; }

    /// <summary>Whether it is to be so still, asked of the version as the commit finds it. Pure; may be asked more than once.</summary>
    public required Func<ObjectRecord, bool> IsDue { get; init; }
}
