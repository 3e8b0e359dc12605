using ObjectStore.Core.Errors;
using ObjectStore.Policies.Acl;
using ObjectStore.Policies.Matching;

namespace ObjectStore.Policies.Access;

/// <summary>Decides from policies, access control lists, ownership and the public access block. Pure; the only place that does.</summary>
/// <remarks>
/// Source: Amazon S3 user guide, "How Amazon S3 authorizes a request". An explicit deny is final, but for the owner's right to mend the policy. The policy itself
/// is of the owner's account, whomever it names (Amazon S3 API reference, "PutBucketPolicy"). What
/// depends on the object is beyond a bucket policy where somebody else owns it: its owner's list decides.
/// </remarks>
public static class BucketAccess
{
    private static readonly PolicyAction[] MendingPolicy =
        [S3Actions.Get("s3:GetBucketPolicy"), S3Actions.Get("s3:PutBucketPolicy"), S3Actions.Get("s3:DeleteBucketPolicy")];

    private static readonly PolicyDecision NoPolicy = new(PolicyOutcome.ImplicitDeny, "There is no policy.");

    /// <summary>Whether any policy is to be asked, so that a request has to be put as one.</summary>
    public static bool AsksPolicies(AccessCaller caller, AccessRules rules) => !caller.IsAdmin && (!PoliciesOf(caller).IsEmpty || rules.Policy is not null);

    /// <summary>Whether any of them asks about the tags that the object has.</summary>
    public static bool AsksAboutTags(AccessCaller caller, AccessRules rules) =>
        AsksPolicies(caller, rules) && (rules.Policy is { AsksAboutTags: true } || caller.Boundary is { AsksAboutTags: true } || caller.SessionPolicy is { AsksAboutTags: true }
            || (caller.Policies?.Any(static policy => policy.AsksAboutTags) ?? false));

    /// <summary>Decides before anything is read but the bucket.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="rules">Of the bucket.</param>
    /// <param name="needs">Which grants permit it.</param>
    /// <param name="request">What the policies are asked; may be null where <see cref="AsksPolicies"/> is false.</param>
    public static AccessDecision Decide(AccessCaller caller, AccessRules rules, AccessNeeds needs, PolicyRequest? request)
    {
        if (caller.IsAdmin) return new AccessDecision(AccessVerdict.Allowed, NoPolicy, "The caller is an administrator.");
        var isOwner = IsOwner(caller, rules.OwnerId);
        var policy = Evaluate(caller, rules, request);
        if (policy.Outcome == PolicyOutcome.ExplicitDeny)
        {
            return isOwner && MendingPolicy.Contains(request!.Action)
                ? new AccessDecision(AccessVerdict.Allowed, policy, "The owner of a bucket may always change its policy.")
                : new AccessDecision(AccessVerdict.Denied, policy, policy.Reason);
        }

        if (needs.OnObject != AclPermission.None && (rules.AreAclsEnabled || isOwner || policy.IsAllowed))
            return new AccessDecision(AccessVerdict.DependsOnObject, policy, "It depends on the object.");
        if (isOwner) return new AccessDecision(AccessVerdict.Allowed, policy, "The caller owns the bucket.");
        if (policy.IsAllowed) return DecideAllowed(caller, rules, policy, request!);
        return needs.OnBucket != AclPermission.None && Permits(caller, rules, rules.Acl, needs.OnBucket, policy)
            ? new AccessDecision(AccessVerdict.Allowed, policy, "The bucket's access control list permits it.")
            : new AccessDecision(AccessVerdict.Denied, policy, policy.Reason);
    }

    /// <summary>Whether the object is the caller's own, or the bucket's that is: then nothing more is asked of its list.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="rules">Of the bucket.</param>
    /// <param name="objectOwnerId">Who owns the object.</param>
    public static bool OwnsObject(AccessCaller caller, AccessRules rules, string objectOwnerId) => IsOwner(caller, rules.AreAclsEnabled ? objectOwnerId : rules.OwnerId);

    /// <summary>Decides what depended on the object.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="rules">Of the bucket.</param>
    /// <param name="needs">Which grants permit it.</param>
    /// <param name="policy">From the first decision.</param>
    /// <param name="acl">The object's list, with its owner.</param>
    public static AccessDecision DecideObject(AccessCaller caller, AccessRules rules, AccessNeeds needs, PolicyDecision policy, AccessControlList acl)
    {
        if (caller.IsAdmin) return new AccessDecision(AccessVerdict.Allowed, policy, "The caller is an administrator.");
        if (OwnsObject(caller, rules, acl.OwnerId)) return new AccessDecision(AccessVerdict.Allowed, policy, "The caller owns the object.");
        var isBucketOwners = !rules.AreAclsEnabled || acl.OwnerId == rules.OwnerId;
        if (policy.Outcome == PolicyOutcome.AllowedByIdentity || (policy.Outcome == PolicyOutcome.AllowedByBucket && isBucketOwners))
            return new AccessDecision(AccessVerdict.Allowed, policy, policy.Reason);
        return Permits(caller, rules, acl, needs.OnObject, policy)
            ? new AccessDecision(AccessVerdict.Allowed, policy, "The object's access control list permits it.")
            : new AccessDecision(AccessVerdict.Denied, policy, policy.IsAllowed ? "The object is another's." : policy.Reason);
    }

    /// <summary>
    /// Decides on a write of a service that acts for another bucket of the same owner: by the bucket policy, and for the delivery of access logs by grants to its group
    /// (Amazon S3 user guide, "Permissions for log delivery").
    /// </summary>
    /// <param name="rules">Of the bucket that is written to.</param>
    /// <param name="request">The write.</param>
    /// <param name="isLogDelivery">Whether grants to the group of log delivery count.</param>
    public static AccessDecision DecideService(AccessRules rules, PolicyRequest request, bool isLogDelivery)
    {
        var policy = rules.Policy is { } document ? PolicyEvaluator.Evaluate(new PolicySet { Bucket = document }, request) : NoPolicy;
        if (policy.Outcome == PolicyOutcome.ExplicitDeny) return new AccessDecision(AccessVerdict.Denied, policy, policy.Reason);
        if (policy.IsAllowed) return new AccessDecision(AccessVerdict.Allowed, policy, policy.Reason);
        return isLogDelivery && rules.AreAclsEnabled && GrantsLogDelivery(rules.Acl)
            ? new AccessDecision(AccessVerdict.Allowed, policy, "The bucket's access control list grants it to the group of log delivery.")
            : new AccessDecision(AccessVerdict.Denied, policy, policy.Reason);
    }

    /// <summary>Decides on a request that is about no bucket: an identity without policies may do what it can answer for itself.</summary>
    public static AccessDecision DecideWithoutBucket(AccessCaller caller, PolicyRequest request)
    {
        if (caller.Principal.IsAnonymous) return new AccessDecision(AccessVerdict.Denied, NoPolicy, "Nobody signed.");
        if (caller.IsAdmin || caller.IsRoot) return new AccessDecision(AccessVerdict.Allowed, NoPolicy, "No policy limits the caller.");
        var policy = PolicyEvaluator.Evaluate(PoliciesOf(caller), request);
        return new AccessDecision(policy.IsAllowed ? AccessVerdict.Allowed : AccessVerdict.Denied, policy, policy.Reason);
    }

    /// <summary>Decides on what policies allow: they may, but that a bucket's policy gives itself to another account.</summary>
    private static AccessDecision DecideAllowed(AccessCaller caller, AccessRules rules, PolicyDecision policy, PolicyRequest request)
    {
        var isGivenAway = policy.Outcome == PolicyOutcome.AllowedByBucket && caller.Principal.AccountId != rules.OwnerId;
        return isGivenAway && MendingPolicy.Contains(request.Action)
            ? new AccessDecision(AccessVerdict.OfOwnersAccountOnly, policy, "A bucket policy does not give itself to another account.")
            : new AccessDecision(AccessVerdict.Allowed, policy, policy.Reason);
    }

    private static bool GrantsLogDelivery(AccessControlList acl)
    {
        var granted = AclPermission.None;
        foreach (var grant in acl.Grants)
        {
            if (grant.Kind == AclGranteeKind.LogDelivery) granted |= grant.Permission;
        }

        return (granted & (AclPermission.Write | AclPermission.ReadAcp)) == (AclPermission.Write | AclPermission.ReadAcp);
    }

    private static PolicySet PoliciesOf(AccessCaller caller) => new() { Identity = caller.Policies, Boundary = caller.Boundary, Session = caller.SessionPolicy };

    private static PolicyDecision Evaluate(AccessCaller caller, AccessRules rules, PolicyRequest? request)
    {
        var isOfAccount = caller.Principal.AccountId == rules.OwnerId;
        var policies = PoliciesOf(caller) with { Bucket = rules.Policy, AccountsDelegate = caller.IsAccountMember && isOfAccount };
        if (policies.IsEmpty) return NoPolicy;
        Invariant.That(request is not null);
        var policy = PolicyEvaluator.Evaluate(policies, request);
        if (caller.IsAccountMember && !isOfAccount) policy = AcrossAccounts(policy, rules, request);
        var isOfOwner = !caller.Principal.IsAnonymous && caller.Principal.UserId == rules.OwnerId;
        return policy.Outcome == PolicyOutcome.AllowedByBucket && rules.RestrictsPublicPolicy && rules.IsPolicyPublic && !isOfOwner
            ? new PolicyDecision(PolicyOutcome.ImplicitDeny, "The public access block restricts the bucket, whose policy is public.")
            : policy;
    }

    /// <summary>What a member of another account is allowed: what both accounts allow.</summary>
    private static PolicyDecision AcrossAccounts(PolicyDecision policy, AccessRules rules, PolicyRequest request)
    {
        if (policy.Outcome == PolicyOutcome.AllowedByBucket) return new PolicyDecision(PolicyOutcome.ImplicitDeny, "The bucket policy allows it, and no policy of the identity, which is of another account.");
        if (policy.Outcome != PolicyOutcome.AllowedByIdentity) return policy;
        var bucket = PolicyEvaluator.Evaluate(new PolicySet { Bucket = rules.Policy }, request);
        return bucket.IsAllowed ? bucket : new PolicyDecision(PolicyOutcome.AllowedInOwnAccount, "A policy of the identity allows it, and the bucket is of another account.");
    }

    private static bool IsOwner(AccessCaller caller, string ownerId) => caller.IsRoot && caller.Principal.UserId == ownerId;

    /// <summary>An identity with policies has of a list what everybody has: its user's own grants are its policies' to pass on.</summary>
    private static bool Permits(AccessCaller caller, AccessRules rules, AccessControlList acl, AclPermission permission, PolicyDecision policy)
    {
        var hasGrants = caller.IsRoot || policy.Outcome == PolicyOutcome.AllowedInOwnAccount;
        return rules.AreAclsEnabled && acl.Permits(hasGrants ? caller.Principal : RequestPrincipal.Anonymous, permission, rules.IgnoresPublicAcls);
    }
}
