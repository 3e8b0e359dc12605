namespace ObjectStore.Index.Postgres;

/// <summary>What commit_1 answered.</summary>
/// <param name="Revision">Revision of the first commit; each further one has the next number.</param>
/// <param name="Failed">Positions of the commits that were refused; null for none.</param>
/// <param name="FailedAt">For each of these, its first condition that did not hold.</param>
internal sealed record CommitOutcome(long Revision, int[]? Failed, int[]? FailedAt);
