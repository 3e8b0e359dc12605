namespace ObjectStore.Policies;

/// <summary>What policies say about a request, and why.</summary>
/// <param name="Outcome">What they say.</param>
/// <param name="Reason">A sentence for the log; holds names that authors of policies chose.</param>
public readonly record struct PolicyDecision(PolicyOutcome Outcome, string Reason)
{
    /// <summary>Whether a policy allows the request.</summary>
    public bool IsAllowed => Outcome is PolicyOutcome.AllowedByIdentity or PolicyOutcome.AllowedByBucket;
}
