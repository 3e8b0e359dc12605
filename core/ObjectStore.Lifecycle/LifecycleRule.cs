namespace ObjectStore.Lifecycle;

/// <summary>One rule of a bucket. Immutable.</summary>
public sealed record LifecycleRule
{
    /// <summary>Its name, unique in the bucket.</summary>
    public required string Id { get; init; }

    /// <summary>Whether it does anything.</summary>
    public required bool IsEnabled { get; init; }

    /// <summary>What it is about.</summary>
    public required LifecycleFilter Filter { get; init; }

    /// <summary>When current objects expire, or null.</summary>
    public CurrentExpiration? Expiration { get; init; }

    /// <summary>When current objects move to other storage classes, each at most once.</summary>
    public IReadOnlyList<CurrentTransition> Transitions { get; init; } = [];

    /// <summary>When noncurrent versions move to other storage classes, each at most once.</summary>
    public IReadOnlyList<NoncurrentTransition> NoncurrentTransitions { get; init; } = [];

    /// <summary>When noncurrent versions expire, or null.</summary>
    public NoncurrentExpiration? NoncurrentExpiration { get; init; }

    /// <summary>Days after which an upload that has not been completed is aborted, from 1; or null.</summary>
    public int? AbortUploadAfterDays { get; init; }
}
