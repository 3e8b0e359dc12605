using ObjectStore.S3.Auth;

namespace ObjectStore.Sts.Tests.Service;

/// <summary>GetCallerIdentity and GetSessionToken.</summary>
public sealed class CallerTests : IDisposable
{
    private readonly StsScene _scene = new();

    [Fact]
    public async Task GetCallerIdentity_Root_IsTheAccountsRoot() => Assert.Equal(("acme", "acme", "arn:aws:iam::acme:root"), await WhoAsync(_scene.Signed("acme-key")));

    [Fact]
    public async Task GetCallerIdentity_User_IsTheUserWithItsId()
    {
        await _scene.AddUserAsync("acme", "alice");

        Assert.Equal(("AIDAalice", "acme", "arn:aws:iam::acme:user/alice"), await WhoAsync(_scene.Signed("alice")));
    }

    [Fact]
    public async Task GetCallerIdentity_SessionOfARole_IsTheSession()
    {
        await _scene.AddRoleAsync("{'Effect':'Allow','Principal':{'AWS':'acme'},'Action':'sts:AssumeRole'}");

        Assert.Equal(("AROAREADER:job", "acme", "arn:aws:sts::acme:assumed-role/reader/job"), await WhoAsync(_scene.Open(await _scene.AssumeAsync(_scene.Signed("acme-key")))));
    }

    [Fact]
    public async Task GetSessionToken_User_HasTheUsersRightsForHalfADay()
    {
        await _scene.AddUserAsync("acme", "alice", "{'Effect':'Allow','Action':'s3:*','Resource':'*'}");

        var result = await _scene.CallAsync(_scene.Signed("alice"), "GetSessionToken");

        Assert.Equal("2026-03-02T00:00:00Z", StsScene.Text(result, "Credentials", "Expiration"));
        var identity = _scene.Open(result);
        Assert.Single(identity.Policies!);
        Assert.Equal(("AIDAalice", "acme", "arn:aws:iam::acme:user/alice"), await WhoAsync(identity));
        Assert.True(identity.Caller.IsAccountMember);
    }

    [Fact]
    public async Task GetSessionToken_Root_IsStillTheOwnerOfItsBuckets() =>
        Assert.True(_scene.Open(await _scene.CallAsync(_scene.Signed("acme-key"), "GetSessionToken", ("DurationSeconds", "900"))).Caller.IsRoot);

    [Fact]
    public async Task GetSessionToken_InASession_IsRefused()
    {
        var session = _scene.Open(await _scene.CallAsync(_scene.Signed("acme-key"), "GetSessionToken"));

        Assert.Equal("AccessDenied", await _scene.ErrorAsync(session, "GetSessionToken"));
    }

    [Theory]
    [InlineData("GetSessionToken", "DurationSeconds", "899", "ValidationError")]
    [InlineData("GetSessionToken", "DurationSeconds", "129601", "ValidationError")]
    [InlineData("GetSessionToken", "SerialNumber", "mfa", "ValidationError")]
    [InlineData("GetDelegatedAccessToken", "Name", "x", "InvalidAction")]
    [InlineData("getcalleridentity", "Name", "x", "InvalidAction")]
    public async Task Answer_BadRequest_IsToldSo(string action, string name, string value, string expected) =>
        Assert.Equal(expected, await _scene.ErrorAsync(_scene.Signed("acme-key"), action, (name, value)));

    [Theory]
    [InlineData("GetCallerIdentity")]
    [InlineData("GetSessionToken")]
    [InlineData("NoSuchAction")]
    public async Task Answer_Unsigned_IsRefused(string action) => Assert.Equal("MissingAuthenticationToken", await _scene.ErrorAsync(Identity.Anonymous, action));

    public void Dispose() => _scene.Dispose();

    private async Task<(string UserId, string Account, string Arn)> WhoAsync(Identity caller)
    {
        var result = await _scene.CallAsync(caller, "GetCallerIdentity");
        return (StsScene.Text(result, "UserId"), StsScene.Text(result, "Account"), StsScene.Text(result, "Arn"));
    }
}
