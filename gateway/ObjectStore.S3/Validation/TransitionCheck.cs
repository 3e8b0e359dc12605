using ObjectStore.Lifecycle.StorageClasses;
using ObjectStore.S3.Errors;
using ObjectStore.S3.Xml;

namespace ObjectStore.S3.Validation;

/// <summary>Checks the transitions of a lifecycle rule. A rule that could do nothing is refused: it would seem to do something.</summary>
internal static class TransitionCheck
{
    private const int KeepNewestMax = 100;

    /// <summary>The error of the first that is wrong, or null.</summary>
    public static S3Error? Check(LifecycleRuleRequest rule, Func<string, bool> isOffered)
    {
        foreach (var transition in rule.Transitions)
        {
            if (CheckOne(transition, isOffered) is { } error) return error;
        }

        var current = rule.Transitions.Where(static each => !each.IsNoncurrent).ToArray();
        var noncurrent = rule.Transitions.Where(static each => each.IsNoncurrent).ToArray();
        if (HasTwice(current) || HasTwice(noncurrent)) return new S3Error(S3ErrorCode.InvalidRequest, "A rule cannot have two transitions to the same StorageClass.");
        if (IsMixed(rule, current))
            return new S3Error(S3ErrorCode.InvalidRequest, "Found mixed 'Date' and 'Days' based Expiration and Transition actions in lifecycle rule.");
        if (current.Any(each => each.Days >= rule.Expiration?.Days || each.Date >= rule.Expiration?.Date))
            return new S3Error(S3ErrorCode.InvalidArgument, "'Days' in the Expiration action must be greater than 'Days' in the Transition action.");
        return noncurrent.Any(each => each.Days >= rule.Noncurrent?.Days)
            ? new S3Error(S3ErrorCode.InvalidArgument, "'NoncurrentDays' in the NoncurrentVersionExpiration action must be greater than 'NoncurrentDays' in the NoncurrentVersionTransition action.")
            : null;
    }

    private static S3Error? CheckOne(LifecycleTransitionRequest transition, Func<string, bool> isOffered)
    {
        if (transition.Days < 0) return InvalidArgumentError.Of("'Days' in Transition action must be nonnegative", "Days", $"{transition.Days}");
        if (transition.KeepNewest is < 1 or > KeepNewestMax)
        {
            return InvalidArgumentError.Of(
                "'NewerNoncurrentVersions' for NoncurrentVersionTransition action must be a positive integer of at most 100", "NewerNoncurrentVersions", $"{transition.KeepNewest}");
        }

        // Nothing moves back: an object that is to be of the standard class again is copied.
        return transition.StorageClass != StorageClassTable.Standard && isOffered(transition.StorageClass!)
            ? null
            : new S3Error(S3ErrorCode.InvalidStorageClass, "The storage class of a transition is not offered here.") { Fields = [new("StorageClassRequested", transition.StorageClass!)] };
    }

    private static bool HasTwice(LifecycleTransitionRequest[] transitions) => transitions.DistinctBy(static each => each.StorageClass).Count() < transitions.Length;

    private static bool IsMixed(LifecycleRuleRequest rule, LifecycleTransitionRequest[] transitions)
    {
        var hasDays = transitions.Any(static each => each.Days is not null) || rule.Expiration is { Days: not null };
        var hasDate = transitions.Any(static each => each.Date is not null) || rule.Expiration is { Date: not null };
        return transitions.Length > 0 && hasDays && hasDate;
    }
}
