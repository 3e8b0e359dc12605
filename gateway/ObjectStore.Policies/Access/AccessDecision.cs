namespace ObjectStore.Policies.Access;

/// <summary>Whether a request may go on, and why.</summary>
/// <param name="Verdict">Whether.</param>
/// <param name="Policy">What the policies said; needed again when the verdict depends on the object.</param>
/// <param name="Reason">A sentence for the log.</param>
public readonly record struct AccessDecision(AccessVerdict Verdict, PolicyDecision Policy, string Reason);
