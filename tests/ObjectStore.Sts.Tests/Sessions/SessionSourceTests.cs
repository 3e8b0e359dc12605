using ObjectStore.Policies;
using ObjectStore.S3.Auth;
using ObjectStore.Sts.Sessions;

namespace ObjectStore.Sts.Tests.Sessions;

public sealed class SessionSourceTests
{
    private readonly FixedTime _time = new(Sample.Now);
    private readonly Principals _principals = new();
    private readonly SessionTokens _tokens = new(static () => Sample.Key(1));
    private readonly SessionSource _source;

    public SessionSourceTests() => _source = new SessionSource(_tokens, _principals, _time);

    [Fact]
    public void Open_SessionOfARole_IsTheAccountsWithTheRightsOfTheRole()
    {
        var outcome = _source.Open(Sample.AccessKey, _tokens.Seal(Sample.OfRole()), out var identity);

        Assert.Equal(SessionOutcome.Valid, outcome);
        Assert.Equal((Sample.AccessKey, Sample.SecretKey, "account"), (identity!.AccessKey, identity.SecretKey, identity.UserId));
        Assert.Equal("arn:aws:sts::account:assumed-role/reader/job", identity.Caller.Principal.Arn);
        Assert.Equal("AROA1:job", identity.Caller.Principal.UniqueId);
        Assert.False(identity.Caller.IsRoot);
        Assert.Empty(identity.Policies!);
    }

    [Fact]
    public void Open_RoleThatChanges_HasItsNewRightsAtOnce()
    {
        var token = _tokens.Seal(Sample.OfRole());
        _source.Open(Sample.AccessKey, token, out _);
        _principals.Role = _principals.Role! with { Policies = [Principals.Policy("""{"Effect":"Allow","Action":"s3:*","Resource":"*"}""")] };

        _source.Open(Sample.AccessKey, token, out var identity);

        Assert.Single(identity!.Policies!);
    }

    [Fact]
    public void Open_RoleThatIsGone_IsInvalid()
    {
        var token = _tokens.Seal(Sample.OfRole());
        _source.Open(Sample.AccessKey, token, out _);
        _principals.Role = null;

        Assert.Equal(SessionOutcome.Invalid, _source.Open(Sample.AccessKey, token, out var identity));
        Assert.Null(identity);
    }

    [Fact]
    public void Open_WhenItsTimeIsOver_IsExpired()
    {
        var token = _tokens.Seal(Sample.OfRole());
        _time.Now = Sample.Now.AddHours(1).AddTicks(-1);
        Assert.Equal(SessionOutcome.Valid, _source.Open(Sample.AccessKey, token, out _));
        _time.Now = Sample.Now.AddHours(1);

        Assert.Equal(SessionOutcome.Expired, _source.Open(Sample.AccessKey, token, out _));
    }

    [Theory]
    [InlineData("ASIABBBBBBBBBBBBBBBB")]
    [InlineData("root")]
    [InlineData("")]
    public void Open_WithAnotherAccessKey_IsInvalid(string accessKey)
    {
        var token = _tokens.Seal(Sample.OfRole());
        _source.Open(Sample.AccessKey, token, out _);

        Assert.Equal(SessionOutcome.Invalid, _source.Open(accessKey, token, out _));
    }

    [Fact]
    public void Open_SameAccessKeyWithAnotherToken_IsThatTokens()
    {
        var first = _tokens.Seal(Sample.OfRole());
        var second = _tokens.Seal(Sample.OfRole() with { SecretKey = "another" });
        _source.Open(Sample.AccessKey, first, out _);

        _source.Open(Sample.AccessKey, second, out var identity);

        Assert.Equal("another", identity!.SecretKey);
    }

    [Fact]
    public void Open_SessionOfAUser_HasTheUsersRightsUntilItsKeyIsGone()
    {
        _principals.Parent = new Identity { AccessKey = "parent", SecretKey = "parent-secret", UserId = "alice", DisplayName = "Alice", IsAdmin = true };
        var token = _tokens.Seal(Sample.OfUser("parent"));

        Assert.Equal(SessionOutcome.Valid, _source.Open(Sample.AccessKey, token, out var identity));
        _principals.Parent = null;

        Assert.Equal(("alice", true, Sample.SecretKey), (identity!.UserId, identity.Caller.IsAdmin, identity.SecretKey));
        Assert.Equal("arn:aws:iam::alice:user/alice", identity.Caller.Principal.Arn);
        Assert.Equal(SessionOutcome.Invalid, _source.Open(Sample.AccessKey, token, out _));
    }

    [Fact]
    public void Open_TagsOfRoleAndSession_AreThoseOfTheSessionFirst()
    {
        _principals.Role = _principals.Role! with { Tags = new Dictionary<string, string> { ["Team"] = "role", ["Site"] = "north" } };
        var token = _tokens.Seal(Sample.OfRole() with { Tags = new Dictionary<string, string> { ["Team"] = "session" } });

        _source.Open(Sample.AccessKey, token, out var identity);

        Assert.Equal(["north", "session"], identity!.Caller.Principal.Session!.Tags.Values.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Open_SessionOfATaggedUser_HasItsTagsBehindThoseOfTheSession()
    {
        var user = new RequestPrincipal("account", "account", "ann") { Tags = new Dictionary<string, string> { ["Team"] = "user", ["Site"] = "north" } };
        _principals.Parent = new Identity { AccessKey = "parent", SecretKey = "parent-secret", UserId = "account", DisplayName = "Ann", Principal = user };
        var token = _tokens.Seal(Sample.OfUser("parent") with { Tags = new Dictionary<string, string> { ["Team"] = "session" } });

        _source.Open(Sample.AccessKey, token, out var identity);

        var principal = identity!.Caller.Principal;
        Assert.Equal(("session", "north"), (PrincipalKeys.Find(principal, "aws:principaltag/Team"), PrincipalKeys.Find(principal, "aws:principaltag/Site")));
    }

    [Fact]
    public void Open_ManyMoreSessionsThanAreRemembered_OpensEach()
    {
        for (var i = 0; i < 5000; i++)
        {
            var accessKey = $"ASIA{i:D16}";
            Assert.Equal(SessionOutcome.Valid, _source.Open(accessKey, _tokens.Seal(Sample.OfRole() with { AccessKey = accessKey }), out _));
        }
    }
}
