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

    /// <summary>A policy of the identity allows it, which counts for nothing in another account's bucket; grants to the account now hold for the identity.</summary>
    AllowedInOwnAccount,

    /// <summary>The policy of the bucket allows it.</summary>
    AllowedByBucket,
}
