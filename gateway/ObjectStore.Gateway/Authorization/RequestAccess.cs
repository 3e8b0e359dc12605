using ObjectStore.Index.Objects;
using ObjectStore.Policies.Access;
using ObjectStore.S3.Errors;

namespace ObjectStore.Gateway.Authorization;

/// <summary>What was decided about a request in a bucket, and what is left to decide when its object is known. Immutable.</summary>
internal sealed class RequestAccess(AccessCaller caller, AccessRules rules, AccessNeeds needs, AccessDecision decision)
{
    public AccessDecision Decision => decision;

    /// <summary>The error of an object that the caller may not have; null when it may.</summary>
    public S3Error? Judge(ObjectRecord record)
    {
        if (decision.Verdict == AccessVerdict.Allowed) return null;
        var isDenied = decision.Verdict == AccessVerdict.Denied
            || BucketAccess.DecideObject(caller, rules, needs, decision.Policy, ObjectAcl.Of(record)).Verdict != AccessVerdict.Allowed;
        return isDenied ? new S3Error(S3ErrorCode.AccessDenied) : null;
    }
}
