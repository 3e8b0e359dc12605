using ObjectStore.Policies.Access;
using ObjectStore.Policies.Acl;

namespace ObjectStore.Policies.Tests;

/// <summary>Alice owns the bucket; Bob is another user.</summary>
public sealed class BucketAccessTests
{
    private const string AllowAll = "{'Effect':'Allow','Principal':'*','Action':'s3:*','Resource':'*'}";
    private const string DenyAll = "{'Effect':'Deny','Principal':'*','Action':'s3:*','Resource':'*'}";

    private static readonly AccessNeeds List = new(AclPermission.Read, AclPermission.None);
    private static readonly AccessNeeds ReadObject = new(AclPermission.None, AclPermission.Read);

    [Theory]
    [InlineData("alice", "private", "", AccessVerdict.Allowed)]
    [InlineData("bob", "private", "", AccessVerdict.Denied)]
    [InlineData("", "private", "", AccessVerdict.Denied)]
    [InlineData("admin", "private", DenyAll, AccessVerdict.Allowed)]
    [InlineData("bob", "public-read", "", AccessVerdict.Allowed)]
    [InlineData("", "public-read", "", AccessVerdict.Allowed)]
    [InlineData("bob", "authenticated-read", "", AccessVerdict.Allowed)]
    [InlineData("", "authenticated-read", "", AccessVerdict.Denied)]
    [InlineData("", "private", AllowAll, AccessVerdict.Allowed)]
    [InlineData("bob", "public-read", DenyAll, AccessVerdict.Denied)]
    [InlineData("alice", "private", DenyAll, AccessVerdict.Denied)]
    public void Decide_Listing_FollowsPolicyThenOwnerThenList(string user, string canned, string policy, AccessVerdict expected) =>
        Assert.Equal(expected, BucketAccess.Decide(Caller(user), Rules(canned, policy), List, Policy.Request(Principal(user), "s3:ListBucket", "b")).Verdict);

    [Theory]
    [InlineData("alice", AccessVerdict.Allowed)]
    [InlineData("bob", AccessVerdict.Denied)]
    public void Decide_PolicyThatDeniesEverything_LeavesTheOwnerTheRightToMendIt(string user, AccessVerdict expected) =>
        Assert.Equal(expected, BucketAccess.Decide(Caller(user), Rules("private", DenyAll), default, Policy.Request(Principal(user), "s3:DeleteBucketPolicy", "b")).Verdict);

    /// <summary>A bucket's policy stays with the account of its owner, whomever it names.</summary>
    [Theory]
    [InlineData("bob", AllowAll, "s3:GetBucketPolicy", AccessVerdict.OfOwnersAccountOnly)]
    [InlineData("bob", AllowAll, "s3:PutBucketPolicy", AccessVerdict.OfOwnersAccountOnly)]
    [InlineData("bob", AllowAll, "s3:DeleteBucketPolicy", AccessVerdict.OfOwnersAccountOnly)]
    [InlineData("", AllowAll, "s3:GetBucketPolicy", AccessVerdict.OfOwnersAccountOnly)]
    [InlineData("bob", AllowAll, "s3:GetBucketPolicyStatus", AccessVerdict.Allowed)]
    [InlineData("bob", "", "s3:GetBucketPolicy", AccessVerdict.Denied)]
    [InlineData("alice", AllowAll, "s3:GetBucketPolicy", AccessVerdict.Allowed)]
    [InlineData("admin", AllowAll, "s3:GetBucketPolicy", AccessVerdict.Allowed)]
    public void Decide_PolicyThatAllowsItself_IsOfTheOwnersAccountOnly(string user, string policy, string action, AccessVerdict expected) =>
        Assert.Equal(expected, BucketAccess.Decide(Caller(user), Rules("private", policy), default, Policy.Request(Principal(user), action, "b")).Verdict);

    /// <summary>An identity that the store's administrator gave a policy of its own has it for whichever buckets that names.</summary>
    [Fact]
    public void Decide_PolicyOfAnIdentity_ReachesThePolicyOfABucket()
    {
        var caller = Caller("bob") with { Policies = [Policy.Identity("{'Effect':'Allow','Action':'s3:GetBucketPolicy','Resource':'*'}")] };

        Assert.Equal(AccessVerdict.Allowed, BucketAccess.Decide(caller, Rules("private", ""), default, Policy.Request(Policy.Bob, "s3:GetBucketPolicy", "b")).Verdict);
    }

    /// <summary>Reading an object: who asks, who owns it, its list, the policy.</summary>
    [Theory]
    [InlineData("alice", "alice", "private", "", true)]
    [InlineData("alice", "bob", "private", "", false)]
    [InlineData("alice", "bob", "bucket-owner-read", "", true)]
    [InlineData("bob", "bob", "private", "", true)]
    [InlineData("bob", "alice", "private", "", false)]
    [InlineData("bob", "alice", "public-read", "", true)]
    [InlineData("", "alice", "public-read", "", true)]
    [InlineData("", "alice", "authenticated-read", "", false)]
    [InlineData("", "alice", "private", AllowAll, true)]
    [InlineData("", "bob", "private", AllowAll, false)]
    [InlineData("", "alice", "public-read", DenyAll, false)]
    public void DecideObject_Read_FollowsOwnershipPolicyAndList(string user, string objectOwner, string canned, string policy, bool expected) =>
        Assert.Equal(expected, CanRead(Caller(user), Rules("private", policy), objectOwner, canned));

    [Theory]
    [InlineData("alice", "bob", "private", "", true)]
    [InlineData("bob", "bob", "private", "", false)]
    [InlineData("bob", "alice", "public-read", "", false)]
    [InlineData("bob", "bob", "private", AllowAll, true)]
    public void DecideObject_ListsDisabled_EverythingIsTheBucketOwners(string user, string objectOwner, string canned, string policy, bool expected) =>
        Assert.Equal(expected, CanRead(Caller(user), Rules("private", policy) with { AreAclsEnabled = false }, objectOwner, canned));

    [Fact]
    public void Decide_PublicGrantsIgnored_OnlyUsersGrantsCount()
    {
        var rules = Rules("public-read", "") with { IgnoresPublicAcls = true };

        Assert.False(CanRead(Caller("bob"), rules, "alice", "public-read"));
        Assert.Equal(AccessVerdict.Denied, BucketAccess.Decide(Caller("bob"), rules, List, Policy.Request(Policy.Bob, "s3:ListBucket", "b")).Verdict);
    }

    [Fact]
    public void Decide_PublicPolicyRestricted_OnlyTheOwnerIsLeft()
    {
        var rules = Rules("private", AllowAll) with { RestrictsPublicPolicy = true };

        Assert.False(CanRead(Caller("bob"), rules, "alice", "private"));
        Assert.True(CanRead(Caller("alice"), rules, "alice", "private"));
    }

    [Fact]
    public void Decide_OwnerWithPolicies_MayOnlyDoWhatTheyAllow()
    {
        var limited = Caller("alice") with { Policies = [Policy.Identity("{'Effect':'Allow','Action':'s3:ListBucket','Resource':'*'}")] };
        var rules = Rules("private", "");

        Assert.Equal(AccessVerdict.Allowed, BucketAccess.Decide(limited, rules, List, Policy.Request(Policy.Alice, "s3:ListBucket", "b")).Verdict);
        Assert.Equal(AccessVerdict.Denied, BucketAccess.Decide(limited, rules, default, Policy.Request(Policy.Alice, "s3:DeleteBucket", "b")).Verdict);
        Assert.False(CanRead(limited, rules, "alice", "private"));
    }

    [Fact]
    public void DecideWithoutBucket_Callers_FollowTheirPolicies()
    {
        var request = Policy.Request(Policy.Bob, "s3:CreateBucket", "b");

        Assert.Equal(AccessVerdict.Allowed, BucketAccess.DecideWithoutBucket(Caller("bob"), request).Verdict);
        Assert.Equal(AccessVerdict.Denied, BucketAccess.DecideWithoutBucket(Caller(""), request).Verdict);
        Assert.Equal(AccessVerdict.Denied, BucketAccess.DecideWithoutBucket(Caller("bob") with { Policies = [] }, request).Verdict);
    }

    [Theory]
    [InlineData("private")]
    [InlineData("public-read-write")]
    [InlineData("authenticated-read")]
    [InlineData("log-delivery-write")]
    [InlineData("bucket-owner-full-control")]
    public void AclText_List_ComesBack(string canned)
    {
        Assert.True(CannedAcls.TryMake(canned, "a b:ö", "owner", out var acl));

        Assert.True(AclText.TryParse(AclText.Format(acl), "a b:ö", out var parsed));
        Assert.Equal(acl.Grants, parsed.Grants);
    }

    [Theory]
    [InlineData("u:alice")]
    [InlineData("16u:alice")]
    [InlineData("1x")]
    [InlineData("1u")]
    [InlineData("1u:")]
    [InlineData("1a:b")]
    [InlineData("1a  1a")]
    [InlineData("99999999999a")]
    public void AclText_Damaged_IsRefused(string text) => Assert.False(AclText.TryParse(text, "o", out _));

    private static bool CanRead(AccessCaller caller, AccessRules rules, string objectOwner, string canned)
    {
        Assert.True(CannedAcls.TryMake(canned, objectOwner, rules.OwnerId, out var acl));
        var first = BucketAccess.Decide(caller, rules, ReadObject, Policy.Request(caller.Principal, "s3:GetObject", "b/k"));
        if (first.Verdict != AccessVerdict.DependsOnObject) return first.Verdict == AccessVerdict.Allowed;
        return BucketAccess.DecideObject(caller, rules, ReadObject, first.Policy, acl).Verdict == AccessVerdict.Allowed;
    }

    private static AccessRules Rules(string canned, string policy)
    {
        Assert.True(CannedAcls.TryMake(canned, "alice", "alice", out var acl));
        var document = policy.Length > 0 ? Policy.Bucket(policy) : null;
        return new AccessRules { OwnerId = "alice", Acl = acl, Policy = document, IsPolicyPublic = document is not null && PublicPolicy.IsPublic(document) };
    }

    private static AccessCaller Caller(string user) => new(Principal(user)) { IsAdmin = user == "admin" };

    private static RequestPrincipal Principal(string user) => user.Length == 0 ? RequestPrincipal.Anonymous : new RequestPrincipal(user, user, user);
}
