using ObjectStore.Index.Objects;
using ObjectStore.Policies;
using ObjectStore.Policies.Access;
using ObjectStore.S3.Errors;

namespace ObjectStore.Gateway.Authorization;

/// <summary>What was decided about a request in a bucket, and what is left to decide when its object is known. Immutable.</summary>
internal sealed class RequestAccess
{
    private static readonly RequestAccess Everything = new(null);
    private static readonly RequestAccess Nothing = new(null);

    private readonly Question? _question;

    private RequestAccess(Question? question) => _question = question;

    /// <summary>What is asked about each object.</summary>
    private sealed record Question(AccessCaller Caller, AccessRules Rules, AccessNeeds Needs, PolicyDecision Policy);

    /// <summary>What a decision leaves.</summary>
    public static RequestAccess Of(AccessCaller caller, AccessRules rules, AccessNeeds needs, AccessDecision decision) => decision.Verdict switch
    {
        AccessVerdict.Allowed => Everything,
        AccessVerdict.Denied or AccessVerdict.OfOwnersAccountOnly => Nothing,
        _ => new RequestAccess(new Question(caller, rules, needs, decision.Policy)),
    };

    /// <summary>The error of an object that the caller may not have; null when it may.</summary>
    public S3Error? Judge(ObjectRecord record)
    {
        var isAllowed = _question is { } question ? IsAllowed(question, record) : this == Everything;
        return isAllowed ? null : new S3Error(S3ErrorCode.AccessDenied);
    }

    /// <summary>The list of an object is a text, which its owner's requests need not read.</summary>
    private static bool IsAllowed(Question question, ObjectRecord record) =>
        BucketAccess.OwnsObject(question.Caller, question.Rules, record.OwnerId)
        || BucketAccess.DecideObject(question.Caller, question.Rules, question.Needs, question.Policy, ObjectAcl.Of(record)).Verdict == AccessVerdict.Allowed;
}
