using System.Globalization;
using System.Xml.Linq;
using ObjectStore.Cluster.Iam;
using ObjectStore.Policies;
using ObjectStore.Policies.Access;
using ObjectStore.Policies.Acl;
using ObjectStore.Policies.Matching;
using ObjectStore.S3.Auth;
using ObjectStore.Sts.Tests.Oidc;
using ObjectStore.Sts.Tests.Sessions;

namespace ObjectStore.Sts.Tests.Service;

/// <summary>GetFederationToken: sessions of users that an account lets in under names of its own.</summary>
public sealed class FederationTests : IDisposable
{
    private const string Asks = "{'Effect':'Allow','Action':['sts:GetFederationToken','sts:TagSession'],'Resource':'*'}";
    private const string ReadsAndAsks = "{'Effect':'Allow','Action':'s3:GetObject','Resource':'arn:aws:s3:::bucket/*'}," + Asks;
    private const string Everything = "{'Effect':'Allow','Action':'s3:*','Resource':'*'}";

    private static readonly (string Name, string Value) AllPolicy = ("Policy", StsScene.Document(Everything));

    private readonly StsScene _scene = new();

    [Fact]
    public async Task Get_OfAUser_AnswersWithWhomItIsForAndSignsAsThat()
    {
        await _scene.AddUserAsync("acme", "alice", ReadsAndAsks);

        var result = await GetAsync(_scene.Signed("alice"), AllPolicy);
        var identity = _scene.Open(result);
        var who = await _scene.CallAsync(identity, "GetCallerIdentity");

        Assert.Equal(("acme:job", "arn:aws:sts::acme:federated-user/job"), (StsScene.Text(result, "FederatedUser", "FederatedUserId"), StsScene.Text(result, "FederatedUser", "Arn")));
        Assert.Equal("2026-03-02T00:00:00Z", StsScene.Text(result, "Credentials", "Expiration"));
        Assert.InRange(int.Parse(StsScene.Text(result, "PackedPolicySize"), CultureInfo.InvariantCulture), 1, 100);
        Assert.Equal(("acme:job", "acme", "arn:aws:sts::acme:federated-user/job"), (StsScene.Text(who, "UserId"), StsScene.Text(who, "Account"), StsScene.Text(who, "Arn")));
        Assert.Equal(("acme", false, true), (identity.UserId, identity.Caller.IsRoot, identity.Caller.IsAccountMember));
        Assert.Equal(("FederatedUser", null), (PrincipalKeys.Find(identity.Caller.Principal, "aws:principaltype"), PrincipalKeys.Find(identity.Caller.Principal, "aws:username")));
        Assert.Equal("arn:aws:sts::acme:federated-user/job", PrincipalKeys.Find(identity.Caller.Principal, "aws:principalarn"));
    }

    /// <summary>Neither the caller's policies alone nor those of the session give anything.</summary>
    [Theory]
    [InlineData("{'Effect':'Allow','Action':'s3:*','Resource':'*'}", "GetObject", true)]
    [InlineData("{'Effect':'Allow','Action':'s3:*','Resource':'*'}", "PutObject", false)]
    [InlineData("{'Effect':'Allow','Action':'s3:PutObject','Resource':'*'}", "PutObject", false)]
    [InlineData("{'Effect':'Allow','Action':'s3:PutObject','Resource':'*'}", "GetObject", false)]
    [InlineData("{'Effect':'Allow','Action':'s3:*','Resource':'*'},{'Effect':'Deny','Action':'s3:GetObject','Resource':'*'}", "GetObject", false)]
    [InlineData(null, "GetObject", false)]
    public async Task Session_OfAUser_MayWhatBothAllow(string? policy, string action, bool may)
    {
        await _scene.AddUserAsync("acme", "alice", ReadsAndAsks);

        var identity = _scene.Open(await GetAsync(_scene.Signed("alice"), policy is null ? [] : [("Policy", StsScene.Document(policy))]));

        Assert.Equal(may, May(identity, action, "acme"));
    }

    /// <summary>What the root of an account may is everything of the account, and nothing of others; an administrator's sessions are no administrators.</summary>
    [Theory]
    [InlineData("s3:*", "acme", true)]
    [InlineData("s3:*", "other", false)]
    [InlineData("s3:GetObject", "acme", false)]
    [InlineData(null, "acme", false)]
    public async Task Session_OfTheRoot_MayWhatItsPoliciesAllowInTheAccount(string? action, string owner, bool may)
    {
        _scene.MakeAdmin("acme-key");

        var identity = _scene.Open(await GetAsync(_scene.Signed("acme-key"), action is null ? [] : [("Policy", StsScene.Document($"{{'Effect':'Allow','Action':'{action}','Resource':'*'}}"))]));

        Assert.Equal(may, May(identity, "PutObject", owner));
        Assert.False(identity.IsAdmin);
    }

    [Fact]
    public async Task Session_OfTheRoot_LastsAnHourAtMost()
    {
        var asked = await GetAsync(_scene.Signed("acme-key"), ("DurationSeconds", "129600"));
        var brief = await GetAsync(_scene.Signed("acme-key"), ("DurationSeconds", "900"));

        Assert.Equal(("2026-03-01T13:00:00Z", "2026-03-01T12:15:00Z"), (StsScene.Text(asked, "Credentials", "Expiration"), StsScene.Text(brief, "Credentials", "Expiration")));
    }

    /// <summary>Whom a bucket policy names itself is let in beyond the session's policies; whoever asked for the session, only within them.</summary>
    [Theory]
    [InlineData("arn:aws:sts::acme:federated-user/job", false, true)]
    [InlineData("arn:aws:sts::acme:federated-user/other", true, false)]
    [InlineData("arn:aws:iam::acme:user/alice", true, true)]
    [InlineData("arn:aws:iam::acme:user/alice", false, false)]
    public async Task Session_NamedByABucketPolicy_IsLimitedOnlyWhereItIsNotTheSession(string principal, bool hasPolicy, bool may)
    {
        await _scene.AddUserAsync("acme", "alice", Asks);
        var identity = _scene.Open(await GetAsync(_scene.Signed("alice"), hasPolicy ? [AllPolicy] : []));
        var bucket = $"{{'Effect':'Allow','Principal':{{'AWS':'{principal}'}},'Action':'s3:GetObject','Resource':'arn:aws:s3:::bucket/*'}}";

        Assert.Equal(may, May(identity, "GetObject", "acme", StsScene.Document(bucket)));
    }

    /// <summary>What is changed in IAM holds for sessions that there are, also where only a managed policy of the session changes.</summary>
    [Theory]
    [InlineData("alice")]
    [InlineData("acme-key")]
    public async Task Session_ManagedPolicyOfItGoes_MayNothingMore(string accessKey)
    {
        await _scene.AddUserAsync("acme", "alice", ReadsAndAsks);
        var managed = await _scene.StoreAsync(new IamManagedPolicy("ANPAREAD", "acme", Claims.Now, "read", "/", StsScene.Document(Everything)));
        var result = await GetAsync(_scene.Signed(accessKey), ("PolicyArns.member.1.arn", "arn:aws:iam::acme:policy/read"));

        var before = May(_scene.Open(result), "GetObject", "acme");
        await _scene.RemoveAsync(managed);

        Assert.Equal((true, false), (before, May(_scene.Open(result), "GetObject", "acme")));
    }

    [Fact]
    public async Task Session_UserLosesItsPolicyOrItsKey_LosesItToo()
    {
        var alice = await _scene.AddUserAsync("acme", "alice", ReadsAndAsks);
        var result = await GetAsync(_scene.Signed("alice"), AllPolicy);

        await _scene.RemoveAsync(alice);
        await _scene.StoreAsync(alice with { Policies = [] });
        Assert.False(May(_scene.Open(result), "GetObject", "acme"));
        await _scene.RemoveAsync(alice with { Policies = [] });
        Assert.Equal(SessionOutcome.Invalid, _scene.Sessions.Open(StsScene.Text(result, "Credentials", "AccessKeyId"), StsScene.Text(result, "Credentials", "SessionToken"), out _));
    }

    [Fact]
    public async Task Get_WithTags_NeedsTheRightToTagAndTellsConditionsOfThem()
    {
        await _scene.AddUserAsync("acme", "alice", "{'Effect':'Allow','Action':'sts:GetFederationToken','Resource':'*','Condition':{'StringEqualsIfExists':{'aws:RequestTag/Team':'blue'}}}");
        await _scene.AddUserAsync("acme", "bob", "{'Effect':'Allow','Action':'sts:*','Resource':'arn:aws:sts::acme:federated-user/job','Condition':{'ForAllValues:StringEquals':{'aws:TagKeys':'Team'}}}");
        (string, string)[] blue = [("Tags.member.1.Key", "Team"), ("Tags.member.1.Value", "blue")];
        (string, string)[] site = [("Tags.member.1.Key", "Site"), ("Tags.member.1.Value", "north")];

        Assert.Equal("AccessDenied", await ErrorAsync(_scene.Signed("alice"), blue));
        Assert.Equal("AccessDenied", await ErrorAsync(_scene.Signed("bob"), site));
        var identity = _scene.Open(await GetAsync(_scene.Signed("bob"), blue));
        Assert.Equal("blue", PrincipalKeys.Find(identity.Caller.Principal, "aws:principaltag/Team"));
    }

    [Fact]
    public async Task Get_CallerMayNot_IsRefused()
    {
        await _scene.AddUserAsync("acme", "alice", Everything);
        await _scene.AddUserAsync("acme", "bob", "{'Effect':'Allow','Action':'sts:GetFederationToken','Resource':'arn:aws:sts::acme:federated-user/other'}");
        var session = _scene.Open(await _scene.CallAsync(_scene.Signed("acme-key"), "GetSessionToken"));
        await _scene.AddRoleAsync("{'Effect':'Allow','Principal':{'AWS':'acme'},'Action':'sts:AssumeRole'}", Asks);
        var role = _scene.Open(await _scene.AssumeAsync(_scene.Signed("acme-key")));
        var federated = _scene.Open(await GetAsync(_scene.Signed("acme-key"), ("Policy", StsScene.Document("{'Effect':'Allow','Action':'*','Resource':'*'}"))));

        Identity[] refused = [_scene.Signed("alice"), _scene.Signed("bob"), session, role, federated];
        foreach (var caller in refused) Assert.Equal("AccessDenied", await ErrorAsync(caller));
        Assert.Equal("MissingAuthenticationToken", await ErrorAsync(Identity.Anonymous));

        // Of STS they have nothing but the question who they are.
        Assert.Equal("AccessDenied", await _scene.AssumeErrorAsync(federated));
        Assert.Equal("AccessDenied", await _scene.ErrorAsync(federated, "GetSessionToken"));
    }

    [Theory]
    [InlineData("Name", "", "ValidationError")]
    [InlineData("Name", "x", "ValidationError")]
    [InlineData("Name", "a/b", "ValidationError")]
    [InlineData("Name", "123456789012345678901234567890123", "ValidationError")]
    [InlineData("DurationSeconds", "899", "ValidationError")]
    [InlineData("DurationSeconds", "129601", "ValidationError")]
    [InlineData("DurationSeconds", "soon", "ValidationError")]
    [InlineData("Policy", "{}", "MalformedPolicyDocument")]
    [InlineData("PolicyArns.member.1.arn", "arn:aws:iam::acme:policy/none", "ValidationError")]
    [InlineData("PolicyArns.member.1.arn", "", "ValidationError")]
    [InlineData("Tags.member.1.Key", "", "ValidationError")]
    public async Task Get_BadParameter_IsToldSo(string name, string value, string expected) =>
        Assert.Equal(expected, await _scene.ErrorAsync(_scene.Signed("acme-key"), "GetFederationToken", name == "Name" ? [(name, value)] : [("Name", "job"), (name, value)]));

    [Fact]
    public async Task Get_PolicyTooLong_IsRefused()
    {
        var policy = StsScene.Document($"{{'Sid':'{new string('x', 2_048)}','Effect':'Allow','Action':'s3:*','Resource':'*'}}");

        Assert.Equal("ValidationError", await ErrorAsync(_scene.Signed("acme-key"), ("Policy", policy)));
    }

    [Fact]
    public void Open_FederatedUserOfARole_IsNoToken()
    {
        var tokens = new Sts.Sessions.SessionTokens(static () => Sample.Key(1));

        Assert.True(tokens.TryOpen(tokens.Seal(Sample.OfUser("parent") with { FederatedUser = "job" }), out var opened));
        Assert.Equal("job", opened.FederatedUser);
        Assert.False(tokens.TryOpen(tokens.Seal(Sample.OfRole() with { FederatedUser = "job" }), out _));
    }

    public void Dispose() => _scene.Dispose();

    private Task<XElement> GetAsync(Identity caller, params (string Name, string Value)[] more) => _scene.CallAsync(caller, "GetFederationToken", [("Name", "job"), .. more]);

    private Task<string> ErrorAsync(Identity caller, params (string Name, string Value)[] more) => _scene.ErrorAsync(caller, "GetFederationToken", [("Name", "job"), .. more]);

    /// <summary>Whether an action on an object of a bucket is allowed, where lists count for nothing.</summary>
    private bool May(Identity identity, string action, string owner, string? bucketPolicy = null)
    {
        var rules = new AccessRules { OwnerId = owner, Acl = AccessControlList.PrivateOf(owner), AreAclsEnabled = false, Policy = bucketPolicy is null ? null : Policy(bucketPolicy) };
        var request = new PolicyRequest(identity.Caller.Principal, S3Actions.Get("s3:" + action), "arn:aws:s3:::bucket/k", _scene);
        return BucketAccess.Decide(identity.Caller, rules, new AccessNeeds(AclPermission.None, AclPermission.None), request).Verdict == AccessVerdict.Allowed;
    }

    private static PolicyDocument Policy(string text)
    {
        Assert.True(PolicyParser.TryParse(System.Text.Encoding.UTF8.GetBytes(text), PolicyKind.Bucket, out var policy, out var reason), reason);
        return policy;
    }
}
