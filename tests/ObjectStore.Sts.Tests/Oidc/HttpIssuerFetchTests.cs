using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using ObjectStore.Sts.Oidc;

namespace ObjectStore.Sts.Tests.Oidc;

/// <summary>Fetches from an issuer that runs in this process.</summary>
public sealed class HttpIssuerFetchTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly IssuerSigner _signer = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("objectstore-sts-").FullName;

    [Fact]
    public async Task Fetch_IssuerOverHttps_GivesItsKeys()
    {
        await using var issuer = await StartAsync();

        Assert.Single((await FetchAsync(issuer))!);
    }

    [Fact]
    public async Task Fetch_CertificateThatTheCaDidNotSign_GivesNone()
    {
        await using var issuer = await StartAsync();
        await using var other = await StartAsync();

        Assert.Null(await FetchAsync(issuer, new IssuerOptions { Url = issuer.Url, Audiences = ["a"], CaFile = other.CaFile }));
        Assert.Null(await FetchAsync(issuer, new IssuerOptions { Url = issuer.Url, Audiences = ["a"] }));
    }

    [Fact]
    public async Task Fetch_CaFileThatIsNotThere_GivesNone()
    {
        await using var issuer = await StartAsync();

        Assert.Null(await FetchAsync(issuer, new IssuerOptions { Url = issuer.Url, Audiences = ["a"], CaFile = Path.Combine(_folder, "missing.pem") }));
    }

    [Fact]
    public async Task Fetch_IssuerThatWantsABearerToken_IsGivenTheFilesNewestOne()
    {
        await using var issuer = await StartAsync();
        issuer.Bearer = "renewed";
        var file = Path.Combine(_folder, "token");
        var settings = new IssuerOptions { Url = issuer.Url, Audiences = ["a"], CaFile = issuer.CaFile, TokenFile = file };
        var fetch = new HttpIssuerFetch(new StsOptions { Issuers = [settings], FetchTimeout = Patience }, NullLogger<HttpIssuerFetch>.Instance);

        await File.WriteAllTextAsync(file, "old\n", TestContext.Current.CancellationToken);
        Assert.Null(await fetch.FetchAsync(issuer.Url, TestContext.Current.CancellationToken));
        await File.WriteAllTextAsync(file, "renewed\n", TestContext.Current.CancellationToken);
        Assert.NotNull(await fetch.FetchAsync(issuer.Url, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Fetch_DocumentOfAnotherIssuer_GivesNone()
    {
        await using var issuer = await StartAsync();
        issuer.ClaimedIssuer = "https://issuer.example";

        Assert.Null(await FetchAsync(issuer));
    }

    [Fact]
    public async Task Fetch_KeySetElsewhereWithoutTls_GivesNone()
    {
        await using var issuer = await StartAsync();
        issuer.KeysAddress = "http://127.0.0.1:1/keys";

        Assert.Null(await FetchAsync(issuer));
    }

    [Theory]
    [InlineData(HttpStatusCode.NotFound)]
    [InlineData(HttpStatusCode.Redirect)]
    [InlineData(HttpStatusCode.InternalServerError)]
    public async Task Fetch_AnswerThatIsNoSuccess_GivesNone(HttpStatusCode status)
    {
        await using var issuer = await StartAsync();
        issuer.Status = status;

        Assert.Null(await FetchAsync(issuer));
    }

    [Fact]
    public async Task Fetch_KeySetBeyondTheBound_GivesNone()
    {
        await using var issuer = await StartAsync();
        issuer.Keys = IssuerSigner.SetOf([.. Enumerable.Range(0, 2000).Select(_ => _signer.CurveKey)]);

        Assert.Null(await FetchAsync(issuer));
    }

    [Fact]
    public async Task Fetch_IssuerThatDoesNotEndItsAnswer_GivesNoneAtTheTimeLimit()
    {
        await using var issuer = await StartAsync();
        issuer.Hangs = true;

        Assert.Null(await FetchAsync(issuer, timeout: TimeSpan.FromMilliseconds(200)));
    }

    [Fact]
    public async Task Fetch_PlainHttp_IsAnsweredOnlyWhereItIsAllowed()
    {
        await using var issuer = await TestIssuer.StartAsync(IssuerSigner.SetOf(_signer.RsaKey), folder: null);

        Assert.Null(await FetchAsync(issuer, new IssuerOptions()));
        var allowed = new HttpIssuerFetch(new StsOptions { AllowHttpOnLoopback = true, FetchTimeout = Patience }, NullLogger<HttpIssuerFetch>.Instance);
        Assert.Single((await allowed.FetchAsync(issuer.Url, TestContext.Current.CancellationToken))!);
    }

    [Fact]
    public async Task Fetch_PortThatNobodyListensOn_GivesNone()
    {
        var fetch = new HttpIssuerFetch(new StsOptions(), NullLogger<HttpIssuerFetch>.Instance);

        Assert.Null(await fetch.FetchAsync("https://127.0.0.1:1", TestContext.Current.CancellationToken));
    }

    public void Dispose()
    {
        _signer.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private ValueTask<TestIssuer> StartAsync() => TestIssuer.StartAsync(IssuerSigner.SetOf(_signer.RsaKey), _folder);

    private static ValueTask<IReadOnlyList<IssuerKey>?> FetchAsync(TestIssuer issuer, IssuerOptions? settings = null, TimeSpan? timeout = null)
    {
        settings ??= new IssuerOptions { Url = issuer.Url, Audiences = ["a"], CaFile = issuer.CaFile };
        var options = new StsOptions { Issuers = [settings], FetchTimeout = timeout ?? Patience };
        return new HttpIssuerFetch(options, NullLogger<HttpIssuerFetch>.Instance).FetchAsync(issuer.Url, TestContext.Current.CancellationToken);
    }
}
