namespace ObjectStore.Policies;

/// <summary>A policy as it is evaluated. Immutable.</summary>
/// <param name="Statements">In the order of the document.</param>
public sealed record PolicyDocument(IReadOnlyList<PolicyStatement> Statements);
