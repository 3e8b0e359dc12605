namespace ObjectStore.Policies;

/// <summary>What policies say about a request.</summary>
public enum PolicyOutcome
{
    /// <summary>Nothing allows it.</summary>
    ImplicitDeny,

    /// <summary>A statement denies it: final.</summary>
    ExplicitDeny,

    /// <summary>A policy of the identity allows it.</summary>
    AllowedByIdentity,

    /// <summary>The policy of the bucket allows it.</summary>
    AllowedByBucket,
}
