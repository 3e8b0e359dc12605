using ObjectStore.Policies.Matching;

namespace ObjectStore.Policies;

/// <summary>What is asked for: who, what, on which resource, in which circumstances. Used by one thread at a time.</summary>
/// <param name="principal">Who asks.</param>
/// <param name="action">What for.</param>
/// <param name="resource">ARN of the bucket or object; <c>arn:aws:s3:::*</c> for the service.</param>
/// <param name="keys">Values of condition keys; null for a key that the request has not.</param>
public sealed class PolicyRequest(RequestPrincipal principal, PolicyAction action, string resource, IConditionKeys keys)
{
    /// <summary>Who asks.</summary>
    public RequestPrincipal Principal => principal;

    /// <summary>What for.</summary>
    public PolicyAction Action => action;

    /// <summary>The ARN that is asked about.</summary>
    public string Resource => resource;

    /// <summary>Circumstances.</summary>
    public IConditionKeys Keys => keys;
}
