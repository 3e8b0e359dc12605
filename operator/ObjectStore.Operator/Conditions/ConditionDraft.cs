namespace ObjectStore.Operator.Conditions;

/// <summary>What is to be said of one aspect.</summary>
/// <param name="Type">The aspect.</param>
/// <param name="Holds">Whether it holds; null for unknown.</param>
/// <param name="Reason">PascalCase constant.</param>
/// <param name="Message">A sentence for people.</param>
internal readonly record struct ConditionDraft(string Type, bool? Holds, string Reason, string Message)
{
    /// <summary>All that is said of a resource whose spec cannot be followed.</summary>
    public static ConditionDraft[] OfRefusal(SpecProblem problem) =>
    [
        new(ConditionTypes.Ready, false, problem.Reason, problem.Message),
        new(ConditionTypes.Accepted, false, problem.Reason, problem.Message),
    ];

    /// <summary>All that is said of a resource whose deletion something holds up.</summary>
    public static ConditionDraft[] OfDeletion(SpecProblem problem) =>
    [
        new(ConditionTypes.Ready, false, "Deleting", problem.Message),
        new(ConditionTypes.Deleting, true, problem.Reason, problem.Message),
    ];
}
