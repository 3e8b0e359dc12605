namespace ObjectStore.Index.OrderedStore;

/// <summary>What became of a commit.</summary>
/// <param name="Revision">The revision that its rows now have, or 0 when it was refused.</param>
/// <param name="FailedCondition">Index of the first condition that did not hold, or −1 when it was applied.</param>
public readonly record struct CommitResult(long Revision, int FailedCondition)
{
    /// <summary>Whether the commit was applied and is durable.</summary>
    public bool IsApplied => FailedCondition < 0;
}
