using ObjectStore.Policies;
using ObjectStore.S3.Auth;

namespace ObjectStore.Sts.Sessions;

/// <summary>Whom sessions stand for, as it is now. Thread-safe, answers from memory: it is asked on every request of a session.</summary>
public interface ISessionPrincipals
{
    /// <summary>Another object after every change of roles and managed policies.</summary>
    object State { get; }

    /// <summary>The role with its policies of now; null when there is none of this name and id (any more).</summary>
    AssumedRole? FindRole(SessionRole role);

    /// <summary>The managed policies of these ARNs that an account has now, as one policy; one that is not there (any more) denies everything.</summary>
    PolicyDocument FindPolicies(string accountId, IReadOnlyList<string> arns);

    /// <summary>The identity of a lasting access key; null when there is none (any more).</summary>
    Identity? FindParent(string accessKey);
}
