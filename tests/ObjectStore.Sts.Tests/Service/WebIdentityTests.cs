using System.Text.Json.Nodes;
using System.Xml.Linq;
using ObjectStore.Cluster.Iam;
using ObjectStore.Policies;
using ObjectStore.S3.Auth;
using ObjectStore.Sts.Tests.Oidc;

namespace ObjectStore.Sts.Tests.Service;

/// <summary>AssumeRoleWithWebIdentity: the account trusts <c>https://issuer.example/realm</c> for the audience <c>objectstore</c>.</summary>
public sealed class WebIdentityTests : IDisposable
{
    private const string Trust = "{'Effect':'Allow','Principal':{'Federated':'arn:aws:iam::acme:oidc-provider/issuer.example/realm'},'Action':'sts:AssumeRoleWithWebIdentity'}";

    private readonly StsScene _scene = new();

    [Fact]
    public async Task Assume_TokenOfATrustedIssuer_GetsASessionOfTheRole()
    {
        await AddProviderAsync();
        await _scene.AddRoleAsync(Trust, "{'Effect':'Allow','Action':'s3:*','Resource':'*'}");

        var result = await AssumeAsync(Claims.With());

        Assert.Equal(Claims.Subject, StsScene.Text(result, "SubjectFromWebIdentityToken"));
        Assert.Equal((Claims.Issuer, Claims.Audience), (StsScene.Text(result, "Provider"), StsScene.Text(result, "Audience")));
        var identity = _scene.Open(result);
        Assert.Equal("arn:aws:sts::acme:assumed-role/reader/job", identity.Caller.Principal.Arn);
        Assert.Equal(Claims.Issuer, PrincipalKeys.Find(identity.Caller.Principal, "aws:federatedprovider"));
        Assert.Single(identity.Policies!);
    }

    [Theory]
    [InlineData("StringEquals", "issuer.example/realm:sub", "system:serviceaccount:shop:web", true)]
    [InlineData("StringLike", "issuer.example/realm:sub", "system:serviceaccount:shop:*", true)]
    [InlineData("StringEquals", "Issuer.Example/realm:sub", "system:serviceaccount:shop:web", true)]
    [InlineData("StringEquals", "issuer.example/realm:sub", "system:serviceaccount:shop:other", false)]
    [InlineData("StringEquals", "issuer.example/other:sub", "system:serviceaccount:shop:web", false)]
    [InlineData("StringEquals", "issuer.example/realm:aud", "objectstore", true)]
    [InlineData("StringEquals", "issuer.example/realm:aud", "other", false)]
    [InlineData("StringEquals", "issuer.example/realm:app_id", "objectstore", true)]
    [InlineData("StringEquals", "issuer.example/realm:azp", "client", true)]
    [InlineData("StringEquals", "issuer.example/realm:azp", "other", false)]
    [InlineData("ForAnyValue:StringEquals", "issuer.example/realm:amr", "mfa", true)]
    [InlineData("ForAnyValue:StringEquals", "issuer.example/realm:amr", "sms", false)]
    [InlineData("StringEquals", "sts:RoleSessionName", "job", true)]
    [InlineData("StringEquals", "sts:RoleSessionName", "other", false)]
    [InlineData("StringEquals", "aws:RequestTag/Department", "Engineering", true)]
    [InlineData("StringEquals", "aws:RequestTag/Department", "Marketing", false)]
    [InlineData("ForAllValues:StringEquals", "aws:TagKeys", "Department", true)]
    [InlineData("ForAllValues:StringEquals", "aws:TagKeys", "Site", false)]
    public async Task Assume_ConditionsOfTheTrustPolicy_HaveToHold(string op, string key, string value, bool isAllowed)
    {
        await AddProviderAsync();
        await _scene.AddRoleAsync($"{Trust[..^1].Replace("sts:AssumeRoleWithWebIdentity", "sts:*", StringComparison.Ordinal)},'Condition':{{'{op}':{{'{key}':'{value}'}}}}}}");
        var tags = JsonNode.Parse("""{"principal_tags":{"Department":["Engineering"]}}""");
        var claims = Claims.With(("azp", "client"), ("amr", new JsonArray("pwd", "mfa")), ("https://aws.amazon.com/tags", tags));

        if (isAllowed) Assert.Equal("Engineering", PrincipalKeys.Find(_scene.Open(await AssumeAsync(claims)).Caller.Principal, "aws:principaltag/Department"));
        else Assert.Equal("AccessDenied", await ErrorAsync(claims));
    }

    [Fact]
    public async Task Assume_TagsWithoutTrustForThem_IsRefused()
    {
        await AddProviderAsync();
        await _scene.AddRoleAsync(Trust);

        Assert.Equal("AccessDenied", await ErrorAsync(Claims.With(("https://aws.amazon.com/tags", JsonNode.Parse("""{"principal_tags":{"a":"b"}}""")))));
    }

    [Theory]
    [InlineData("{'Effect':'Allow','Principal':{'Federated':'arn:aws:iam::acme:oidc-provider/other.example'},'Action':'sts:AssumeRoleWithWebIdentity'}")]
    [InlineData("{'Effect':'Allow','Principal':{'Federated':'arn:aws:iam::other:oidc-provider/issuer.example/realm'},'Action':'sts:AssumeRoleWithWebIdentity'}")]
    [InlineData("{'Effect':'Allow','Principal':{'AWS':'acme'},'Action':'sts:AssumeRoleWithWebIdentity'}")]
    [InlineData("{'Effect':'Allow','Principal':{'AWS':'arn:aws:iam::acme:oidc-provider/issuer.example/realm'},'Action':'sts:AssumeRoleWithWebIdentity'}")]
    [InlineData("{'Effect':'Allow','Principal':{'Federated':'arn:aws:iam::acme:oidc-provider/issuer.example/realm'},'Action':'sts:AssumeRole'}")]
    [InlineData(Trust + ",{'Effect':'Deny','Principal':'*','Action':'sts:*'}")]
    public async Task Assume_RoleThatTrustsSomebodyElse_IsRefused(string trust)
    {
        await AddProviderAsync();
        await _scene.AddRoleAsync(trust);

        Assert.Equal("AccessDenied", await ErrorAsync(Claims.With()));
    }

    [Fact]
    public async Task Assume_WebIdentityOnARoleForUsers_IsRefused()
    {
        await AddProviderAsync();
        await _scene.AddRoleAsync("{'Effect':'Allow','Principal':{'AWS':['acme','arn:aws:iam:::root']},'Action':'sts:*'}");

        Assert.Equal("AccessDenied", await ErrorAsync(Claims.With()));
    }

    [Fact]
    public async Task Assume_IssuerThatTheAccountDoesNotKnow_IsRefusedWithoutAFetch()
    {
        await _scene.AddRoleAsync(Trust);

        Assert.Equal("InvalidIdentityToken", await ErrorAsync(Claims.With()));
        Assert.Equal(0, _scene.Fetch.Count);
    }

    [Fact]
    public async Task Assume_IssuerOfAnotherAccount_IsRefused()
    {
        await _scene.StoreAsync(new IamOidcProvider("OIDC1", "other", Claims.Now, Claims.Issuer, [Claims.Audience], []));
        await _scene.AddRoleAsync(Trust);

        Assert.Equal("InvalidIdentityToken", await ErrorAsync(Claims.With()));
    }

    [Theory]
    [InlineData("exp", -3600, "ExpiredTokenException")]
    [InlineData("nbf", 3600, "InvalidIdentityToken")]
    [InlineData("iat", 300, "InvalidIdentityToken")]
    public async Task Assume_TokenOfAnotherTime_IsToldSo(string claim, int seconds, string expected)
    {
        await AddProviderAsync();
        await _scene.AddRoleAsync(Trust);

        Assert.Equal(expected, await ErrorAsync(Claims.With((claim, Claims.After(seconds)))));
    }

    [Fact]
    public async Task Assume_WrongAudience_IsRefused()
    {
        await AddProviderAsync();
        await _scene.AddRoleAsync(Trust);

        Assert.Equal("InvalidIdentityToken", await ErrorAsync(Claims.With(("aud", "somebody"))));
    }

    [Fact]
    public async Task Assume_IssuerThatDoesNotAnswer_IsToldSo()
    {
        await AddProviderAsync();
        await _scene.AddRoleAsync(Trust);
        _scene.Fetch.Keys = null;

        Assert.Equal("IDPCommunicationError", await ErrorAsync(Claims.With()));
    }

    [Theory]
    [InlineData("abcdef")]
    [InlineData("a.b.c")]
    public async Task Assume_WhatIsNoToken_IsRefused(string token)
    {
        await AddProviderAsync();
        await _scene.AddRoleAsync(Trust);

        Assert.Equal("InvalidIdentityToken", await _scene.ErrorAsync(Identity.Anonymous, "AssumeRoleWithWebIdentity", StsScene.Parameters(("WebIdentityToken", token))));
    }

    [Fact]
    public async Task Assume_WithoutAToken_IsRefused() =>
        Assert.Equal("ValidationError", await _scene.ErrorAsync(Identity.Anonymous, "AssumeRoleWithWebIdentity", StsScene.Parameters()));

    [Fact]
    public async Task Assume_IssuerOfTheSettings_IsKnownToEveryAccount()
    {
        var options = new StsOptions { Issuers = [new IssuerOptions { Url = Claims.Issuer, Audiences = [Claims.Audience] }] };
        using var scene = new StsScene(options);
        await scene.AddRoleAsync(Trust);

        var result = await scene.CallAsync(Identity.Anonymous, "AssumeRoleWithWebIdentity", StsScene.Parameters(("WebIdentityToken", scene.Signer.Sign(Claims.With()))));

        Assert.Equal(Claims.Subject, StsScene.Text(result, "SubjectFromWebIdentityToken"));
    }

    /// <summary>Of an account's own issuers only those on allowed hosts are asked; those of the settings are.</summary>
    [Theory]
    [InlineData("", false, true)]
    [InlineData("Issuer.Example", false, true)]
    [InlineData("example", false, false)]
    [InlineData("other.example", false, false)]
    [InlineData("other.example", true, true)]
    public async Task Assume_HostsAreBounded_AsksNoOther(string allowed, bool isOfSettings, bool isTaken)
    {
        var options = new StsOptions
        {
            AllowedIssuerHosts = allowed.Length == 0 ? [] : [allowed],
            Issuers = isOfSettings ? [new IssuerOptions { Url = Claims.Issuer, Audiences = [Claims.Audience] }] : [],
        };
        using var scene = new StsScene(options);
        await scene.StoreAsync(new IamOidcProvider("OIDC1", "acme", Claims.Now, Claims.Issuer, [Claims.Audience], []));
        await scene.AddRoleAsync(Trust);
        var parameters = StsScene.Parameters(("WebIdentityToken", scene.Signer.Sign(Claims.With())));

        if (isTaken) Assert.NotNull(await scene.CallAsync(Identity.Anonymous, "AssumeRoleWithWebIdentity", parameters));
        else Assert.Equal("InvalidIdentityToken", await scene.ErrorAsync(Identity.Anonymous, "AssumeRoleWithWebIdentity", parameters));
        Assert.Equal(isTaken, scene.Fetch.Count > 0);
    }

    [Fact]
    public async Task Assume_WithASourceIdentity_IsRefused()
    {
        await AddProviderAsync();
        await _scene.AddRoleAsync(Trust);
        var token = ("WebIdentityToken", _scene.Signer.Sign(Claims.With()));

        Assert.Equal("ValidationError", await _scene.ErrorAsync(Identity.Anonymous, "AssumeRoleWithWebIdentity", StsScene.Parameters(token, ("SourceIdentity", "alice"))));
    }

    public void Dispose() => _scene.Dispose();

    private Task<IamOidcProvider> AddProviderAsync() => _scene.StoreAsync(new IamOidcProvider("OIDC1", "acme", Claims.Now, Claims.Issuer, [Claims.Audience], []));

    private Task<XElement> AssumeAsync(JsonObject claims) => _scene.CallAsync(Identity.Anonymous, "AssumeRoleWithWebIdentity", StsScene.Parameters(("WebIdentityToken", _scene.Signer.Sign(claims))));

    private Task<string> ErrorAsync(JsonObject claims) => _scene.ErrorAsync(Identity.Anonymous, "AssumeRoleWithWebIdentity", StsScene.Parameters(("WebIdentityToken", _scene.Signer.Sign(claims))));
}
