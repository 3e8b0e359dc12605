using ObjectStore.Kubernetes.Models;

namespace ObjectStore.Operator.Conditions;

/// <summary>Conditions from one reconciliation to the next. Pure.</summary>
internal static class ConditionList
{
    private const int MessageLengthMax = 1024;

    /// <summary>The new conditions; one whose status is as before keeps the time of its last transition.</summary>
    public static IReadOnlyList<V1Condition> Next(IReadOnlyList<V1Condition>? before, IEnumerable<ConditionDraft> drafts, long? generation, DateTimeOffset now) =>
        [.. drafts.Select(draft => Next(before?.FirstOrDefault(each => each.Type == draft.Type), draft, generation, now))];

    private static V1Condition Next(V1Condition? before, ConditionDraft draft, long? generation, DateTimeOffset now)
    {
        var status = draft.Holds switch { true => "True", false => "False", null => "Unknown" };
        return new V1Condition
        {
            Type = draft.Type,
            Status = status,
            ObservedGeneration = generation,
            Reason = draft.Reason,
            Message = draft.Message.Length <= MessageLengthMax ? draft.Message : draft.Message[..MessageLengthMax],
            LastTransitionTime = before?.Status == status ? before.LastTransitionTime : now,
        };
    }
}
