using ObjectStore.Policies.Access;
using ObjectStore.Policies.Acl;

namespace ObjectStore.Policies.Tests;

/// <summary>Alice owns the bucket. Ann is a user of Alice's account, Ben one of Bob's.</summary>
public sealed class AccountMemberTests
{
    private const string Allow = "{'Effect':'Allow','Action':'s3:*','Resource':'*'}";

    private static readonly AccessNeeds List = new(AclPermission.Read, AclPermission.None);

    /// <summary>Listing: who, its policy, the bucket's list, whom the bucket policy allows.</summary>
    [Theory]
    [InlineData("ann", false, "private", "", false)]
    [InlineData("ann", true, "private", "", true)]
    [InlineData("ann", false, "private", "arn:aws:iam::alice:user/team/ann", true)]
    [InlineData("ann", false, "private", "arn:aws:iam::alice:user/ann", false)]
    [InlineData("ann", false, "private", "arn:aws:iam::alice:root", false)]
    [InlineData("ann", false, "private", "alice", false)]
    [InlineData("ann", false, "private", "*", true)]
    [InlineData("ann", false, "private", "arn:aws:iam:::user/alice", false)]
    [InlineData("ben", true, "private", "", false)]
    [InlineData("ben", false, "private", "arn:aws:iam::bob:user/team/ben", false)]
    [InlineData("ben", true, "private", "arn:aws:iam::bob:user/team/ben", true)]
    [InlineData("ben", true, "private", "arn:aws:iam::bob:root", true)]
    [InlineData("ben", true, "private", "bob", true)]
    [InlineData("ben", true, "private", "alice", false)]
    [InlineData("ben", true, "granted", "", true)]
    [InlineData("ben", false, "granted", "", false)]
    public void Decide_Member_NeedsItsPolicyAndTheOtherAccounts(string name, bool hasPolicy, string acl, string allowed, bool expected)
    {
        var caller = new AccessCaller(Member(name)) { Policies = hasPolicy ? [Policy.Identity(Allow)] : [] };
        var rules = new AccessRules
        {
            OwnerId = "alice",
            Acl = acl == "granted" ? new AccessControlList("alice", [new(AclGranteeKind.User, "bob", AclPermission.Read)]) : AccessControlList.PrivateOf("alice"),
            Policy = allowed.Length == 0 ? null : Policy.Bucket($"{{'Effect':'Allow','Principal':{{'AWS':'{allowed}'}},'Action':'s3:*','Resource':'*'}}"),
        };

        var decision = BucketAccess.Decide(caller, rules, List, Policy.Request(caller.Principal, "s3:ListBucket", "b"));

        Assert.Equal(expected ? AccessVerdict.Allowed : AccessVerdict.Denied, decision.Verdict);
    }

    [Theory]
    [InlineData("alice")]
    [InlineData("arn:aws:iam::alice:root")]
    [InlineData("arn:aws:iam::alice:user/team/ann")]
    public void Decide_BucketPolicyDeniesTheAccount_ItsMembersAreDenied(string denied)
    {
        var caller = new AccessCaller(Member("ann")) { Policies = [Policy.Identity(Allow)] };
        var rules = new AccessRules
        {
            OwnerId = "alice",
            Acl = AccessControlList.PrivateOf("alice"),
            Policy = Policy.Bucket($"{{'Effect':'Deny','Principal':{{'AWS':'{denied}'}},'Action':'s3:*','Resource':'*'}}"),
        };

        Assert.Equal(AccessVerdict.Denied, BucketAccess.Decide(caller, rules, List, Policy.Request(caller.Principal, "s3:ListBucket", "b")).Verdict);
    }

    [Theory]
    [InlineData("{'Effect':'Allow','Principal':{'AWS':'alice'},'Action':'sts:AssumeRole'}", true)]
    [InlineData("{'Effect':'Allow','Principal':{'Federated':'arn:aws:iam::alice:oidc-provider/x'},'Action':'sts:AssumeRoleWithWebIdentity'}", true)]
    [InlineData("{'Effect':'Allow','Principal':'*','Action':'sts:*'}", true)]
    [InlineData("{'Effect':'Allow','Principal':'*','Action':'s3:GetObject'}", false)]
    [InlineData("{'Effect':'Allow','Principal':'*','Action':'*'}", false)]
    [InlineData("{'Effect':'Allow','Action':'sts:AssumeRole'}", false)]
    [InlineData("{'Effect':'Allow','Principal':'*','Action':'sts:AssumeRole','Resource':'*'}", false)]
    public void TryParse_TrustPolicy_NamesPrincipalsAndActionsOfSts(string statement, bool expected) =>
        Assert.Equal(expected, Policy.TryParse($"{{'Statement':{statement}}}", PolicyKind.Trust, out _));

    [Theory]
    [InlineData("iam:CreateUser", false)]
    [InlineData("sts:AssumeRole", false)]
    [InlineData("*", true)]
    public void TryParse_BucketPolicy_NamesNoActionsOfOtherServices(string action, bool expected) =>
        Assert.Equal(expected, Policy.TryParse($"{{'Statement':{{'Effect':'Allow','Principal':'*','Action':'{action}','Resource':'arn:aws:s3:::b'}}}}", PolicyKind.Bucket, out _));

    private static RequestPrincipal Member(string name)
    {
        var account = name == "ann" ? "alice" : "bob";
        return new RequestPrincipal(account, account, name) { UniqueId = "AIDA", Arn = $"arn:aws:iam::{account}:user/team/{name}", IsMember = true };
    }
}
