namespace ObjectStore.Operator.Conditions;

/// <summary>What is to be said of one aspect.</summary>
/// <param name="Type">The aspect.</param>
/// <param name="Holds">Whether it holds; null for unknown.</param>
/// <param name="Reason">PascalCase constant.</param>
/// <param name="Message">A sentence for people.</param>
internal readonly record struct ConditionDraft(string Type, bool? Holds, string Reason, string Message);
