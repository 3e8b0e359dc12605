namespace ObjectStore.Operator.Conditions;

/// <summary>Why a resource cannot be reconciled as it stands. Nothing is changed or taken away because of it.</summary>
/// <param name="Reason">PascalCase constant.</param>
/// <param name="Message">A sentence for people.</param>
internal sealed record SpecProblem(string Reason, string Message);
