using ObjectStore.Policies.Access;
using ObjectStore.Policies.Acl;

namespace ObjectStore.Policies.Tests;

/// <summary>The policy of a session between those of its role and of a bucket that the role's account owns.</summary>
public sealed class SessionPolicyTests
{
    private const string RoleArn = "arn:aws:iam::alice:role/ops/reader";
    private const string SessionArn = "arn:aws:sts::alice:assumed-role/reader/job";

    private const string Gets = "{'Effect':'Allow','Action':'s3:GetObject','Resource':'*'}";
    private const string Puts = "{'Effect':'Allow','Action':'s3:PutObject','Resource':'*'}";
    private const string Everything = "{'Effect':'Allow','Action':'s3:*','Resource':'*'}";
    private const string DeniesGets = Everything + ",{'Effect':'Deny','Action':'s3:GetObject','Resource':'*'}";

    private static readonly AccessNeeds ReadObject = new(AclPermission.None, AclPermission.Read);

    /// <summary>Reading an object: policy of the role, of the session (- for none), and whom the bucket's policy allows it (! denies).</summary>
    [Theory]
    [InlineData(Gets, "-", "", true)]
    [InlineData(Gets, Gets, "", true)]
    [InlineData(Gets, Everything, "", true)]
    [InlineData(Everything, Gets, "", true)]
    [InlineData(Everything, Puts, "", false)]
    [InlineData(Puts, Everything, "", false)]
    [InlineData(Puts, Gets, "", false)]
    [InlineData("", Gets, "", false)]
    [InlineData("", "-", "", false)]
    [InlineData(Everything, DeniesGets, "", false)]
    [InlineData(DeniesGets, Everything, "", false)]
    [InlineData("", "-", RoleArn, true)]
    [InlineData("", "-", SessionArn, true)]
    [InlineData("", "-", "alice", false)]
    [InlineData(Gets, "-", "alice", true)]
    [InlineData(Gets, Puts, "alice", false)]
    [InlineData("", "-", "*", true)]
    [InlineData("", "-", "arn:aws:iam::alice:role/ops/writer", false)]
    [InlineData("", "-", "arn:aws:sts::alice:assumed-role/reader/other", false)]
    [InlineData("", "-", "arn:aws:iam::alice:user/reader", false)]
    [InlineData("", "-", "arn:aws:iam:::user/alice", false)]
    [InlineData("", Gets, RoleArn, true)]
    [InlineData("", Puts, RoleArn, false)]
    [InlineData("", Puts, "alice", false)]
    [InlineData("", Puts, SessionArn, true)]
    [InlineData("", Puts, "*", true)]
    [InlineData("", DeniesGets, SessionArn, false)]
    [InlineData(DeniesGets, "-", SessionArn, false)]
    [InlineData(Everything, Puts, RoleArn, false)]
    [InlineData(Everything, "-", "!" + RoleArn, false)]
    [InlineData(Everything, "-", "!" + SessionArn, false)]
    [InlineData(Everything, Everything, "!" + SessionArn, false)]
    [InlineData(Everything, "-", "!arn:aws:sts::alice:assumed-role/reader/other", true)]
    public void Decide_ReadInASession_IsWhatRoleSessionAndBucketAllow(string role, string session, string bucket, bool expected) =>
        Assert.Equal(expected, CanRead(role, session, bucket, boundary: null));

    [Theory]
    [InlineData(Everything, "-", Gets, true)]
    [InlineData(Everything, "-", Puts, false)]
    [InlineData(Everything, Gets, Puts, false)]
    [InlineData(Everything, Puts, Gets, false)]
    public void Decide_ReadWithABoundary_NeedsBoundaryAndSession(string role, string session, string boundary, bool expected) =>
        Assert.Equal(expected, CanRead(role, session, "", boundary));

    [Fact]
    public void Decide_RoleOfTheOwnersAccount_DoesNotOwnTheBucket() =>
        Assert.Equal(AccessVerdict.Denied, BucketAccess.Decide(Caller("", "-", null), Rules(""), default, Policy.Request(Session(), "s3:DeleteBucket", "b")).Verdict);

    [Fact]
    public void DecideWithoutBucket_SessionPolicy_LimitsTheRole()
    {
        var request = Policy.Request(Session(), "s3:ListAllMyBuckets", "*");

        Assert.Equal(AccessVerdict.Allowed, BucketAccess.DecideWithoutBucket(Caller(Everything, "-", null), request).Verdict);
        Assert.Equal(AccessVerdict.Denied, BucketAccess.DecideWithoutBucket(Caller(Everything, Gets, null), request).Verdict);
    }

    [Theory]
    [InlineData("{'Effect':'Allow','Action':'s3:GetObject','Resource':'*','Condition':{'StringEquals':{'s3:ExistingObjectTag/a':'b'}}}", true)]
    [InlineData(Gets, false)]
    public void AsksAboutTags_SessionPolicy_IsLookedAt(string session, bool expected) => Assert.Equal(expected, BucketAccess.AsksAboutTags(Caller(Gets, session, null), Rules("")));

    private static bool CanRead(string role, string session, string bucket, string? boundary)
    {
        var caller = Caller(role, session, boundary);
        var rules = Rules(bucket);
        var decision = BucketAccess.Decide(caller, rules, ReadObject, Policy.Request(Session(), "s3:GetObject", "b/k"));
        if (decision.Verdict == AccessVerdict.DependsOnObject) decision = BucketAccess.DecideObject(caller, rules, ReadObject, decision.Policy, AccessControlList.PrivateOf("alice"));
        return decision.Verdict == AccessVerdict.Allowed;
    }

    private static AccessCaller Caller(string role, string session, string? boundary) => new(Session())
    {
        Policies = role.Length == 0 ? [] : [Policy.Identity(role)],
        SessionPolicy = session == "-" ? null : Policy.Identity(session),
        Boundary = boundary is null ? null : Policy.Identity(boundary),
    };

    private static RequestPrincipal Session() => new("alice", "alice", "reader")
    {
        UniqueId = "AROA1:job",
        Arn = SessionArn,
        IsMember = true,
        Session = new PrincipalSession { IssuedAt = DateTimeOffset.UnixEpoch, Role = new AssumedRolePrincipal(RoleArn, SessionArn) },
    };

    private static AccessRules Rules(string bucket)
    {
        var effect = bucket.StartsWith('!') ? "Deny" : "Allow";
        return new AccessRules
        {
            OwnerId = "alice",
            Acl = AccessControlList.PrivateOf("alice"),
            Policy = bucket.Length == 0 ? null : Policy.Bucket($"{{'Effect':'{effect}','Principal':{{'AWS':'{bucket.TrimStart('!')}'}},'Action':'s3:GetObject','Resource':'*'}}"),
        };
    }
}
