namespace ObjectStore.Policies;

/// <summary>Decides what policies say about a request. Pure.</summary>
/// <remarks>
/// Source: IAM user guide, "Policy evaluation logic": an explicit deny in any policy, then the boundary, then any allow, else an implicit deny. What the
/// policies of an identity allow is limited to the policy of its session, and so is what the policy of a bucket allows to a role, a user or an account;
/// what that allows to the session by name, or to everybody, is not ("Session policies").
/// </remarks>
public static class PolicyEvaluator
{
    /// <summary>What <paramref name="policies"/> say about <paramref name="request"/>.</summary>
    public static PolicyDecision Evaluate(PolicySet policies, PolicyRequest request)
    {
        if (FindDeny(policies, request) is { } denial) return denial;
        if (policies.Boundary is { } boundary && Find(boundary, PolicyEffect.Allow, request) is null)
            return new PolicyDecision(PolicyOutcome.ImplicitDeny, "It is outside of the identity's boundary.");
        return policies.Session is { } session && Find(session, PolicyEffect.Allow, request) is null ? FindBeyondSession(policies, request) : FindAllow(policies, request);
    }

    private static PolicyDecision FindAllow(PolicySet policies, PolicyRequest request)
    {
        foreach (var policy in policies.Identity ?? [])
        {
            if (Find(policy, PolicyEffect.Allow, request) is { } allowing) return Decision(PolicyOutcome.AllowedByIdentity, "A policy of the identity allows it", allowing);
        }

        if (policies.Bucket is { } bucket && Find(bucket, PolicyEffect.Allow, request, policies.AccountsDelegate) is { } granting)
            return Decision(PolicyOutcome.AllowedByBucket, "The bucket policy allows it", granting);
        return new PolicyDecision(PolicyOutcome.ImplicitDeny, "No policy allows it.");
    }

    private static PolicyDecision FindBeyondSession(PolicySet policies, PolicyRequest request)
    {
        foreach (var statement in policies.Bucket?.Statements ?? [])
        {
            if (statement.Effect == PolicyEffect.Allow && statement.ReachesSession(request.Principal) && statement.Matches(request))
                return Decision(PolicyOutcome.AllowedByBucket, "The bucket policy allows it to the session", statement);
        }

        return new PolicyDecision(PolicyOutcome.ImplicitDeny, "The policy of the session does not allow it.");
    }

    private static PolicyDecision? FindDeny(PolicySet policies, PolicyRequest request)
    {
        foreach (var policy in policies.Identity ?? [])
        {
            if (Find(policy, PolicyEffect.Deny, request) is { } denying) return Decision(PolicyOutcome.ExplicitDeny, "A policy of the identity denies it", denying);
        }

        if (policies.Boundary is { } boundary && Find(boundary, PolicyEffect.Deny, request) is { } limiting)
            return Decision(PolicyOutcome.ExplicitDeny, "The identity's boundary denies it", limiting);
        if (policies.Session is { } session && Find(session, PolicyEffect.Deny, request) is { } narrowing)
            return Decision(PolicyOutcome.ExplicitDeny, "The policy of the session denies it", narrowing);
        if (policies.Bucket is { } bucket && Find(bucket, PolicyEffect.Deny, request) is { } refusing)
            return Decision(PolicyOutcome.ExplicitDeny, "The bucket policy denies it", refusing);
        return null;
    }

    private static PolicyStatement? Find(PolicyDocument policy, PolicyEffect effect, PolicyRequest request, bool accountsDelegate = false)
    {
        foreach (var statement in policy.Statements)
        {
            if (statement.Effect == effect && statement.Matches(request, accountsDelegate)) return statement;
        }

        return null;
    }

    private static PolicyDecision Decision(PolicyOutcome outcome, string reason, PolicyStatement statement) =>
        new(outcome, statement.Sid.Length > 0 ? $"{reason}, statement '{statement.Sid}'." : reason + ".");
}
