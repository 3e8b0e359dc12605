using ObjectStore.Lifecycle;

namespace ObjectStore.S3.Xml;

/// <summary>A rule of PutBucketLifecycleConfiguration as it was sent. Numbers are numbers and dates are dates; nothing else is checked.</summary>
public sealed record LifecycleRuleRequest
{
    /// <summary>Name of the rule, or null.</summary>
    public string? Id { get; init; }

    /// <summary>Whether it is switched on, or null.</summary>
    public string? Status { get; init; }

    /// <summary>The prefix of the rule itself, or null.</summary>
    public string? Prefix { get; init; }

    /// <summary>The filter, or null.</summary>
    public LifecycleFilter? Filter { get; init; }

    /// <summary>Expiration of current objects, or null.</summary>
    public LifecycleExpirationRequest? Expiration { get; init; }

    /// <summary>Expiration of noncurrent versions, or null.</summary>
    public LifecycleNoncurrentRequest? Noncurrent { get; init; }

    /// <summary>Abort of uploads, or null.</summary>
    public LifecycleAbortRequest? Abort { get; init; }

    /// <summary>Transitions of current objects and noncurrent versions.</summary>
    public IReadOnlyList<LifecycleTransitionRequest> Transitions { get; init; } = [];
}
