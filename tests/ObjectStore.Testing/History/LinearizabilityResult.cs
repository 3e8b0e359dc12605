namespace ObjectStore.Testing.History;

/// <summary>Verdict on the history of one key.</summary>
/// <param name="IsLinearizable">Whether some order of the operations explains every answer.</param>
/// <param name="IsDecided">False when the search was given up; the history may be linearizable or not.</param>
/// <param name="Explanation">For a history that is not: the operations that no order can explain together, after the longest prefix that can be explained.</param>
public sealed record LinearizabilityResult(bool IsLinearizable, bool IsDecided, string Explanation);
