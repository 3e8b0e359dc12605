using ObjectStore.Cluster.Iam;
using ObjectStore.Policies;
using ObjectStore.S3.Auth;

namespace ObjectStore.Sts.Tests.Service;

public sealed class AssumeRoleTests : IDisposable
{
    private const string TrustsAlice = "{'Effect':'Allow','Principal':{'AWS':'arn:aws:iam::acme:user/alice'},'Action':'sts:AssumeRole'}";
    private const string TrustsAccount = "{'Effect':'Allow','Principal':{'AWS':'arn:aws:iam::acme:root'},'Action':'sts:AssumeRole'}";
    private const string MayAssume = "{'Effect':'Allow','Action':'sts:AssumeRole','Resource':'arn:aws:iam::acme:role/ops/*'}";
    private const string MayNotAssume = "{'Effect':'Deny','Action':'sts:*','Resource':'*'}";

    private readonly StsScene _scene = new();

    [Fact]
    public async Task AssumeRole_UserThatIsTrusted_GetsASessionOfTheRole()
    {
        await _scene.AddUserAsync("acme", "alice");
        await _scene.AddRoleAsync(TrustsAlice, "{'Effect':'Allow','Action':'s3:*','Resource':'*'}");

        var result = await _scene.AssumeAsync(_scene.Signed("alice"));

        Assert.Equal("arn:aws:sts::acme:assumed-role/reader/job", StsScene.Text(result, "AssumedRoleUser", "Arn"));
        Assert.Equal("AROAREADER:job", StsScene.Text(result, "AssumedRoleUser", "AssumedRoleId"));
        Assert.Equal("2026-03-01T13:00:00Z", StsScene.Text(result, "Credentials", "Expiration"));
        var identity = _scene.Open(result);
        Assert.Equal(("acme", "Acme", false), (identity.UserId, identity.DisplayName, identity.Caller.IsRoot));
        Assert.Single(identity.Policies!);
        Assert.Equal("arn:aws:iam::acme:role/ops/reader", PrincipalKeys.Find(identity.Caller.Principal, "aws:principalarn"));
        Assert.Equal("north", PrincipalKeys.Find(identity.Caller.Principal, "aws:principaltag/Site"));
    }

    /// <summary>Who asks, the role's trust policy and the policy of the user who asks.</summary>
    [Theory]
    [InlineData("alice", TrustsAlice, "", true)]
    [InlineData("alice", TrustsAlice, MayNotAssume, false)]
    [InlineData("bob", TrustsAlice, "", false)]
    [InlineData("bob", TrustsAlice, MayAssume, false)]
    [InlineData("alice", TrustsAccount, "", false)]
    [InlineData("alice", TrustsAccount, MayAssume, true)]
    [InlineData("alice", TrustsAccount, "{'Effect':'Allow','Action':'*','Resource':'*'}", true)]
    [InlineData("alice", TrustsAccount, "{'Effect':'Allow','Action':'sts:AssumeRole','Resource':'arn:aws:iam::acme:role/other'}", false)]
    [InlineData("alice", "{'Effect':'Allow','Principal':{'AWS':'acme'},'Action':'sts:AssumeRole'}", MayAssume, true)]
    [InlineData("alice", "{'Effect':'Allow','Principal':{'AWS':'other'},'Action':'sts:AssumeRole'}", MayAssume, false)]
    [InlineData("alice", TrustsAlice + ",{'Effect':'Deny','Principal':'*','Action':'sts:AssumeRole'}", MayAssume, false)]
    [InlineData("alice", "{'Effect':'Allow','Principal':{'AWS':'arn:aws:iam::acme:user/alice'},'Action':'sts:TagSession'}", MayAssume, false)]
    [InlineData("alice", "{'Effect':'Allow','Principal':{'Federated':'arn:aws:iam::acme:user/alice'},'Action':'sts:AssumeRole'}", MayAssume, false)]
    [InlineData("acme-key", TrustsAccount, "", true)]
    [InlineData("acme-key", TrustsAlice, "", false)]
    [InlineData("other-key", TrustsAccount, "", false)]
    [InlineData("other-key", "{'Effect':'Allow','Principal':{'AWS':'other'},'Action':'sts:AssumeRole'}", "", true)]
    public async Task AssumeRole_Callers_AreThoseWhomTheTrustPolicyAllows(string caller, string trust, string policy, bool isAllowed)
    {
        if (!caller.EndsWith("-key", StringComparison.Ordinal)) await _scene.AddUserAsync("acme", caller, policy);
        await _scene.AddRoleAsync(trust);

        if (isAllowed) Assert.NotNull(await _scene.AssumeAsync(_scene.Signed(caller)));
        else Assert.Equal("AccessDenied", await _scene.AssumeErrorAsync(_scene.Signed(caller)));
    }

    [Fact]
    public async Task AssumeRole_UserOfAnotherAccountWhoIsNamed_IsTrusted()
    {
        await _scene.AddUserAsync("other", "eve");
        await _scene.AddRoleAsync("{'Effect':'Allow','Principal':{'AWS':'arn:aws:iam::other:user/eve'},'Action':'sts:AssumeRole'}");

        Assert.Equal("acme", _scene.Open(await _scene.AssumeAsync(_scene.Signed("eve"))).UserId);
    }

    [Theory]
    [InlineData("sts:RoleSessionName", "job", true)]
    [InlineData("sts:RoleSessionName", "other", false)]
    [InlineData("sts:ExternalId", "7", true)]
    [InlineData("sts:ExternalId", "8", false)]
    [InlineData("aws:ResourceTag/Site", "north", true)]
    [InlineData("aws:ResourceTag/Site", "south", false)]
    [InlineData("iam:ResourceTag/Site", "north", true)]
    [InlineData("aws:SourceIp", "10.0.0.1", true)]
    [InlineData("aws:SourceIp", "10.0.0.2", false)]
    public async Task AssumeRole_ConditionsOfTheTrustPolicy_HaveToHold(string key, string value, bool isAllowed)
    {
        _scene.Keys["aws:sourceip"] = "10.0.0.1";
        await _scene.AddUserAsync("acme", "alice");
        await _scene.AddRoleAsync($"{TrustsAlice[..^1]},'Condition':{{'StringEquals':{{'{key}':'{value}'}}}}}}");

        if (isAllowed) Assert.NotNull(await _scene.AssumeAsync(_scene.Signed("alice"), ("ExternalId", "7")));
        else Assert.Equal("AccessDenied", await _scene.AssumeErrorAsync(_scene.Signed("alice"), ("ExternalId", "7")));
    }

    [Fact]
    public async Task AssumeRole_Tags_NeedToBeTrustedAndAreInTheSession()
    {
        (string, string)[] tags = [("Tags.member.1.Key", "Team"), ("Tags.member.1.Value", "blue")];
        await _scene.AddUserAsync("acme", "alice");
        var role = await _scene.AddRoleAsync(TrustsAlice);
        Assert.Equal("AccessDenied", await _scene.AssumeErrorAsync(_scene.Signed("alice"), tags));
        var tagged = "{'Effect':'Allow','Principal':{'AWS':'arn:aws:iam::acme:user/alice'},'Action':'sts:TagSession','Condition':{'StringEquals':{'aws:RequestTag/Team':'blue'},'ForAllValues:StringEquals':{'aws:TagKeys':['Team']}}}";
        await _scene.StoreAsync(role with { TrustPolicy = StsScene.Document(TrustsAlice + "," + tagged) });

        var result = await _scene.AssumeAsync(_scene.Signed("alice"), tags);

        Assert.Equal("blue", PrincipalKeys.Find(_scene.Open(result).Caller.Principal, "aws:principaltag/Team"));
        Assert.InRange(int.Parse(StsScene.Text(result, "PackedPolicySize"), System.Globalization.CultureInfo.InvariantCulture), 1, 99);
        Assert.Equal("AccessDenied", await _scene.AssumeErrorAsync(_scene.Signed("alice"), [.. tags, ("Tags.member.2.Key", "Rank"), ("Tags.member.2.Value", "1")]));
    }

    [Fact]
    public async Task AssumeRole_SessionPolicy_IsTheSessions()
    {
        await _scene.AddUserAsync("acme", "alice");
        await _scene.AddRoleAsync(TrustsAlice);

        var result = await _scene.AssumeAsync(_scene.Signed("alice"), ("Policy", StsScene.Document("{'Effect':'Allow','Action':'s3:GetObject','Resource':'*'}")));

        Assert.Single(_scene.Open(result).SessionPolicy!.Statements);
    }

    [Theory]
    [InlineData("RoleSessionName", "", "ValidationError")]
    [InlineData("RoleSessionName", "a", "ValidationError")]
    [InlineData("RoleSessionName", "a/b", "ValidationError")]
    [InlineData("RoleSessionName", "job\n", "ValidationError")]
    [InlineData("RoleArn", "", "ValidationError")]
    [InlineData("RoleArn", "reader", "ValidationError")]
    [InlineData("RoleArn", "arn:aws:iam::acme:user/reader", "ValidationError")]
    [InlineData("RoleArn", "arn:aws:iam::acme:role/reader", "AccessDenied")]
    [InlineData("RoleArn", "arn:aws:iam::acme:role/ops/Reader", "AccessDenied")]
    [InlineData("RoleArn", "arn:aws:iam::other:role/ops/reader", "AccessDenied")]
    [InlineData("DurationSeconds", "899", "ValidationError")]
    [InlineData("DurationSeconds", "3601", "ValidationError")]
    [InlineData("DurationSeconds", "-900", "ValidationError")]
    [InlineData("DurationSeconds", "99999999999", "ValidationError")]
    [InlineData("DurationSeconds", "900.5", "ValidationError")]
    [InlineData("Policy", "{}", "MalformedPolicyDocument")]
    [InlineData("Policy", "[", "MalformedPolicyDocument")]
    [InlineData("PolicyArns.member.1.arn", "arn:aws:iam::acme:policy/none", "ValidationError")]
    [InlineData("PolicyArns.member.1.arn", "arn:aws:iam::other:policy/p", "ValidationError")]
    [InlineData("PolicyArns.member.1.arn", "", "ValidationError")]
    [InlineData("TransitiveTagKeys.member.1", "Team", "ValidationError")]
    [InlineData("SerialNumber", "mfa", "ValidationError")]
    [InlineData("SourceIdentity", "alice", "AccessDenied")]
    [InlineData("SourceIdentity", "a", "ValidationError")]
    [InlineData("SourceIdentity", "a b", "ValidationError")]
    public async Task AssumeRole_BadParameter_IsToldSo(string name, string value, string expected)
    {
        await _scene.AddUserAsync("acme", "alice");
        await _scene.AddRoleAsync(TrustsAlice);

        Assert.Equal(expected, await _scene.AssumeErrorAsync(_scene.Signed("alice"), (name, value)));
    }

    [Fact]
    public async Task AssumeRole_ManagedPoliciesOfTheSession_LimitItAsTheyAreNow()
    {
        await _scene.AddUserAsync("acme", "alice");
        await _scene.AddRoleAsync(TrustsAlice, "{'Effect':'Allow','Action':'s3:*','Resource':'*'}");
        var own = await _scene.StoreAsync(new IamManagedPolicy("ANPA1", "acme", Oidc.Claims.Now, "own", "/", StsScene.Document("{'Effect':'Allow','Action':'s3:DeleteObject','Resource':'*'}")));
        var result = await _scene.AssumeAsync(
            _scene.Signed("alice"),
            ("PolicyArns.member.1.arn", own.Arn),
            ("PolicyArns.member.2.arn", "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"),
            ("Policy", StsScene.Document("{'Effect':'Allow','Action':'s3:PutObject','Resource':'*'}")));

        Assert.Equal([PolicyEffect.Allow, PolicyEffect.Allow, PolicyEffect.Allow], _scene.Open(result).SessionPolicy!.Statements.Select(static statement => statement.Effect));
        await _scene.RemoveAsync(own);
        Assert.Equal([PolicyEffect.Allow, PolicyEffect.Deny, PolicyEffect.Allow], _scene.Open(result).SessionPolicy!.Statements.Select(static statement => statement.Effect));
    }

    [Fact]
    public async Task AssumeRole_ElevenManagedPolicies_AreTooMany()
    {
        await _scene.AddUserAsync("acme", "alice");
        await _scene.AddRoleAsync(TrustsAlice);
        var arns = Enumerable.Range(1, 11).Select(static number => ($"PolicyArns.member.{number}.arn", "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess")).ToArray();

        Assert.NotNull(await _scene.AssumeAsync(_scene.Signed("alice"), arns[..10]));
        Assert.Equal("ValidationError", await _scene.AssumeErrorAsync(_scene.Signed("alice"), arns));
    }

    [Fact]
    public async Task AssumeRole_SourceIdentity_NeedsToBeTrustedAndStaysInAllSessionsThatFollow()
    {
        await _scene.AddUserAsync("acme", "alice");
        const string Who = "'Principal':{'AWS':['arn:aws:iam::acme:user/alice','arn:aws:iam::acme:role/ops/reader']}";
        const string Trusts = "{'Effect':'Allow'," + Who + ",'Action':'sts:AssumeRole'},{'Effect':'Allow'," + Who + ",'Action':'sts:SetSourceIdentity','Condition':{'StringLike':{'sts:SourceIdentity':'al*'}}}";
        await _scene.AddRoleAsync(Trusts);

        Assert.Equal("AccessDenied", await _scene.AssumeErrorAsync(_scene.Signed("alice"), ("SourceIdentity", "bob")));
        var result = await _scene.AssumeAsync(_scene.Signed("alice"), ("SourceIdentity", "alice"));
        Assert.Equal("alice", StsScene.Text(result, "SourceIdentity"));
        var session = _scene.Open(result);
        Assert.Equal("alice", PrincipalKeys.Find(session.Caller.Principal, "aws:sourceidentity"));
        Assert.Equal("AccessDenied", await _scene.AssumeErrorAsync(session, ("SourceIdentity", "alfred")));
        Assert.Equal("alice", PrincipalKeys.Find(_scene.Open(await _scene.AssumeAsync(session)).Caller.Principal, "aws:sourceidentity"));
    }

    [Fact]
    public async Task AssumeRole_TransitiveTags_AreHandedOnAndCannotBeSetAgain()
    {
        await _scene.AddUserAsync("acme", "alice");
        const string Who = "'Principal':{'AWS':['arn:aws:iam::acme:user/alice','arn:aws:iam::acme:role/ops/reader']}";
        await _scene.AddRoleAsync("{'Effect':'Allow'," + Who + ",'Action':'sts:*'}");
        (string, string)[] tags =
            [("Tags.member.1.Key", "Team"), ("Tags.member.1.Value", "blue"), ("Tags.member.2.Key", "Rank"), ("Tags.member.2.Value", "1"), ("TransitiveTagKeys.member.1", "Team")];
        var first = _scene.Open(await _scene.AssumeAsync(_scene.Signed("alice"), tags));

        var second = _scene.Open(await _scene.AssumeAsync(first)).Caller.Principal;
        Assert.Equal(("blue", null), (PrincipalKeys.Find(second, "aws:principaltag/Team"), PrincipalKeys.Find(second, "aws:principaltag/Rank")));
        var third = _scene.Open(await _scene.AssumeAsync(_scene.Open(await _scene.AssumeAsync(first)))).Caller.Principal;
        Assert.Equal("blue", PrincipalKeys.Find(third, "aws:principaltag/Team"));
        Assert.Equal("ValidationError", await _scene.AssumeErrorAsync(first, tags[..2]));
    }

    [Fact]
    public async Task AssumeRole_BoundaryOfCallerAndRole_LimitBoth()
    {
        var boundary = await _scene.StoreAsync(new IamManagedPolicy("ANPA2", "acme", Oidc.Claims.Now, "fence", "/", StsScene.Document("{'Effect':'Allow','Action':'s3:GetObject','Resource':'*'}")));
        var alice = await _scene.AddUserAsync("acme", "alice");
        var role = await _scene.AddRoleAsync(TrustsAlice, "{'Effect':'Allow','Action':'s3:*','Resource':'*'}");
        await _scene.StoreAsync(role with { Boundary = boundary.Arn });

        Assert.Single(_scene.Open(await _scene.AssumeAsync(_scene.Signed("alice"))).Boundary!.Statements);
        await _scene.StoreAsync(alice with { Boundary = boundary.Arn });
        Assert.Equal("AccessDenied", await _scene.AssumeErrorAsync(_scene.Signed("alice")));
    }

    [Fact]
    public async Task AssumeRole_PolicyBeyondItsLength_IsRefused()
    {
        await _scene.AddUserAsync("acme", "alice");
        await _scene.AddRoleAsync(TrustsAlice);

        Assert.Equal("ValidationError", await _scene.AssumeErrorAsync(_scene.Signed("alice"), ("Policy", StsScene.Document("{'Effect':'Allow','Action':'s3:*','Resource':'*'}") + new string(' ', 2048))));
    }

    [Fact]
    public async Task AssumeRole_TagsBeyondTheTokensLength_AreRefused()
    {
        await _scene.AddUserAsync("acme", "alice");
        await _scene.AddRoleAsync(TrustsAlice.Replace("sts:AssumeRole", "sts:*", StringComparison.Ordinal));
        var tags = Enumerable.Range(1, 50).SelectMany(static number => new[] { ($"Tags.member.{number}.Key", $"{number}"), ($"Tags.member.{number}.Value", new string('x', 256)) });

        Assert.Equal("PackedPolicyTooLarge", await _scene.AssumeErrorAsync(_scene.Signed("alice"), [.. tags]));
    }

    [Fact]
    public async Task AssumeRole_LongestSessionOfTheRole_IsGiven()
    {
        await _scene.AddUserAsync("acme", "alice");
        await _scene.AddRoleAsync(TrustsAlice, maxSession: TimeSpan.FromHours(12));

        Assert.Equal("2026-03-02T00:00:00Z", StsScene.Text(await _scene.AssumeAsync(_scene.Signed("alice"), ("DurationSeconds", "43200")), "Credentials", "Expiration"));
    }

    [Fact]
    public async Task AssumeRole_InASessionOfARole_LastsAnHourAtMost()
    {
        await _scene.AddUserAsync("acme", "alice");
        const string TrustsItself = "{'Effect':'Allow','Principal':{'AWS':['arn:aws:iam::acme:user/alice','arn:aws:iam::acme:role/ops/reader']},'Action':'sts:AssumeRole'}";
        await _scene.AddRoleAsync(TrustsItself, maxSession: TimeSpan.FromHours(12));
        var session = _scene.Open(await _scene.AssumeAsync(_scene.Signed("alice")));

        Assert.Equal("ValidationError", await _scene.AssumeErrorAsync(session, ("DurationSeconds", "3601")));
        Assert.Equal("again", _scene.Open(await _scene.AssumeAsync(session, ("RoleSessionName", "again"))).Caller.Principal.Arn.Split('/')[^1]);
    }

    [Fact]
    public async Task AssumeRole_RoleThatIsDeletedAfterwards_EndsItsSessions()
    {
        await _scene.AddUserAsync("acme", "alice");
        var role = await _scene.AddRoleAsync(TrustsAlice);
        var result = await _scene.AssumeAsync(_scene.Signed("alice"));
        await _scene.RemoveAsync(role);
        await _scene.StoreAsync(role with { Id = "AROAANOTHER" });

        Assert.Equal(SessionOutcome.Invalid, _scene.Sessions.Open(StsScene.Text(result, "Credentials", "AccessKeyId"), StsScene.Text(result, "Credentials", "SessionToken"), out _));
    }

    [Fact]
    public async Task AssumeRole_Unsigned_IsRefused() => Assert.Equal("MissingAuthenticationToken", await _scene.AssumeErrorAsync(Identity.Anonymous));

    public void Dispose() => _scene.Dispose();
}
