using ObjectStore.Sts.Oidc;

namespace ObjectStore.Sts.Tests.Oidc;

public sealed class IssuerCacheTests : IDisposable
{
    private static readonly SigningAlgorithm Rs256 = Get("RS256");

    private readonly FixedTime _time = new(Claims.Now);
    private readonly FakeFetch _fetch = new();
    private readonly IssuerSigner _first = new() { KeyId = "first" };
    private readonly IssuerSigner _second = new() { KeyId = "second" };
    private readonly IssuerCache _cache;

    public IssuerCacheTests()
    {
        _fetch.Keys = IssuerSigner.SetOf(_first.RsaKey);
        _cache = new IssuerCache(Claims.Issuer, _fetch, _time);
    }

    [Fact]
    public async Task Find_KeyThatIsKnown_IsFetchedOnceUntilItsLifeIsOver()
    {
        Assert.Equal(["first"], await FindAsync("first"));
        Advance(IssuerCache.KeysLife - TimeSpan.FromSeconds(1));
        await FindAsync("first");
        Assert.Equal(1, _fetch.Count);
        Advance(TimeSpan.FromSeconds(1));
        await FindAsync("first");

        Assert.Equal(2, _fetch.Count);
    }

    [Fact]
    public async Task Find_KeyAfterARotation_IsFetchedOnceAndFound()
    {
        await FindAsync("first");
        Advance(IssuerCache.FetchInterval);
        _fetch.Keys = IssuerSigner.SetOf(_first.RsaKey, _second.RsaKey);

        Assert.Equal(["second"], await FindAsync("second"));
        Assert.Equal(["first"], await FindAsync("first"));
        Assert.Equal(2, _fetch.Count);
    }

    [Fact]
    public async Task Find_KeysThatNobodyHas_CostOneFetchAnInterval()
    {
        for (var i = 0; i < 100; i++) Assert.Empty((await FindAsync($"made up {i}"))!);
        Assert.Equal(1, _fetch.Count);
        Advance(IssuerCache.FetchInterval);
        for (var i = 0; i < 100; i++) await FindAsync($"made up {i}");

        Assert.Equal(2, _fetch.Count);
    }

    [Fact]
    public async Task Find_IssuerThatStopsToAnswer_KeepsItsKeysForADay()
    {
        await FindAsync("first");
        _fetch.Keys = null;
        Advance(IssuerCache.KeysLifeMax - TimeSpan.FromSeconds(1));
        Assert.Equal(["first"], await FindAsync("first"));
        Advance(TimeSpan.FromSeconds(1));

        Assert.Null(await FindAsync("first"));
    }

    [Fact]
    public async Task Find_IssuerThatComesBack_IsAskedAgainAfterTheInterval()
    {
        _fetch.Keys = null;
        Assert.Null(await FindAsync("first"));
        _fetch.Keys = IssuerSigner.SetOf(_first.RsaKey);
        Assert.Null(await FindAsync("first"));
        Advance(IssuerCache.FetchInterval);

        Assert.Equal(["first"], await FindAsync("first"));
    }

    [Fact]
    public async Task Find_ByManyAtOnce_FetchesOnce()
    {
        var finds = Enumerable.Range(0, 20).Select(_ => Task.Run(() => FindAsync("first")));

        foreach (var found in await Task.WhenAll(finds)) Assert.Equal(["first"], found);
        Assert.Equal(1, _fetch.Count);
    }

    [Fact]
    public async Task Find_WithoutAName_GivesAllKeysOfTheAlgorithm()
    {
        _fetch.Keys = IssuerSigner.SetOf(_first.RsaKey, _second.RsaKey, _first.CurveKey);

        Assert.Equal(["first", "second"], await FindAsync(null));
    }

    public void Dispose()
    {
        _cache.Dispose();
        _first.Dispose();
        _second.Dispose();
    }

    private static SigningAlgorithm Get(string name) => SigningAlgorithm.TryGet(name, out var algorithm) ? algorithm : throw new ArgumentException(name);

    private async Task<IEnumerable<string?>?> FindAsync(string? keyId) =>
        (await _cache.FindAsync(keyId, Rs256, TestContext.Current.CancellationToken))?.Select(static key => key.KeyId).ToArray();

    private void Advance(TimeSpan by) => _time.Now += by;
}
