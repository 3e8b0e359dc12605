using System.Text;
using ObjectStore.Cluster.Identities;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.InMemory;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Testing;

namespace ObjectStore.Cluster.Tests;

public class IdentityCatalogTests
{
    private static readonly MasterKey Key = new(Enumerable.Range(1, MasterKey.Size).Select(i => (byte)i).ToArray());

    private readonly ICatalog _catalog = TestCatalog.Make();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static CatalogIdentity Sample(string accessKey = "ABCDEFGHAAAAAAAAAAAA") => new(
        accessKey, "a-secret-nobody-should-see", "kubernetes/team/app", "app", [new BucketGrant("photos", BucketGrant.ReadWrite)], new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task Store_Identity_IsListedAgain()
    {
        var identities = new IdentityCatalog(_catalog, Key);

        await identities.StoreAsync(Sample(), Token);
        await identities.StoreAsync(Sample("OTHEROTHAAAAAAAAAAAA"), Token);

        var (listed, unreadable, _) = await identities.ListAsync("ABCDEFGH", Token);
        Assert.True(Assert.Single(listed).IsSame(Sample()));
        Assert.Equal(0, unreadable);
    }

    [Theory]
    [InlineData(null, null, 1)]
    [InlineData("logs/", null, 2)]
    [InlineData(null, "{}", 2)]
    public async Task Store_PrefixOrPolicy_IsListedAgainAndUnreadableToThoseWhoKnowNoBounds(string? prefix, string? policy, int version)
    {
        var identities = new IdentityCatalog(_catalog, Key);
        var bounded = Sample() with { Grants = [new BucketGrant("photos", BucketGrant.Custom) { Prefix = prefix }], Policy = policy };

        await identities.StoreAsync(bounded, Token);

        Assert.True(Assert.Single((await identities.ListAsync("", Token)).Identities).IsSame(bounded));
        Assert.False(Sample().IsSame(bounded));
        var (_, bytes) = Assert.Single(await _catalog.ListJobStatesAsync("identity/", Token).ToListAsync(Token));
        Assert.Contains($"\"version\":{version},", Encoding.UTF8.GetString(bytes!.Value.Span), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Store_Identity_TheCatalogDoesNotHoldTheSecret()
    {
        await new IdentityCatalog(_catalog, Key).StoreAsync(Sample(), Token);

        var (_, bytes) = Assert.Single(await _catalog.ListJobStatesAsync("identity/", Token).ToListAsync(Token));
        Assert.DoesNotContain("a-secret", Encoding.UTF8.GetString(bytes!.Value.Span), StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_AnotherMasterKey_TellsThatItCannotBeRead()
    {
        await new IdentityCatalog(_catalog, Key).StoreAsync(Sample(), Token);

        var (listed, unreadable, _) = await new IdentityCatalog(_catalog, new MasterKey(new byte[MasterKey.Size])).ListAsync("", Token);

        Assert.Empty(listed);
        Assert.Equal(1, unreadable);
    }

    [Fact]
    public async Task List_RowUnderAnotherAccessKey_IsRefused()
    {
        // Who may write to the database must not be able to give an access key another one's secret.
        await new IdentityCatalog(_catalog, Key).StoreAsync(Sample(), Token);
        var row = await _catalog.GetJobStateAsync("identity/ABCDEFGHAAAAAAAAAAAA", Token);
        var forged = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(row!.Value.Span).Replace("ABCDEFGHAAAAAAAAAAAA", "ABCDEFGHBBBBBBBBBBBB", StringComparison.Ordinal));
        await _catalog.StoreJobStateAsync("identity/ABCDEFGHBBBBBBBBBBBB", forged, Token);
        await _catalog.StoreJobStateAsync("identity/CCCCCCCCCCCC", row.Value, Token);

        var (listed, unreadable, _) = await new IdentityCatalog(_catalog, Key).ListAsync("", Token);

        Assert.Single(listed);
        Assert.Equal(2, unreadable);
    }

    [Fact]
    public async Task StoreAndRemove_Identity_ChangeTheStamp()
    {
        var identities = new IdentityCatalog(_catalog, Key);
        var before = await identities.ReadStampAsync(Token);

        await identities.StoreAsync(Sample(), Token);
        var stored = await identities.ReadStampAsync(Token);
        await identities.RemoveAsync(Sample().AccessKey, Token);
        var removed = await identities.ReadStampAsync(Token);

        Assert.Empty((await identities.ListAsync("", Token)).Identities);
        Assert.Equal(3, new[] { before, stored, removed }.Select(stamp => Convert.ToHexString(stamp.Span)).Distinct().Count());
    }

    [Fact]
    public async Task StoreAndRemove_Identity_ChangeRowAndStampInOneCommit()
    {
        var store = new InMemoryOrderedStore();
        var identities = new IdentityCatalog(TestCatalog.Over(store), Key);

        await identities.StoreAsync(Sample(), Token);
        var stored = await store.ScanAsync(new KeyRange("J"u8.ToArray(), "K"u8.ToArray()), 10, reverse: false, Token);
        await identities.RemoveAsync(Sample().AccessKey, Token);
        var left = Assert.Single(await store.ScanAsync(new KeyRange("J"u8.ToArray(), "K"u8.ToArray()), 10, reverse: false, Token));

        Assert.Equal(2, stored.Count);
        Assert.Equal(stored[0].Revision, stored[1].Revision);
        Assert.Equal(stored[0].Revision + 1, left.Revision);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("""{"version":2,"accessKey":"X","secret":"","userId":"","displayName":"","grants":[],"expiresAt":null}""")]
    [InlineData("""{"version":1,"accessKey":"X","secret":"AAAA","userId":"u","displayName":"d","grants":[],"expiresAt":null}""")]
    [InlineData("""{"version":1,"accessKey":"X","secret":null,"userId":"u","displayName":"d","grants":null,"expiresAt":null}""")]
    public async Task List_RowIsNotOne_IsCountedAndLeft(string json)
    {
        await _catalog.StoreJobStateAsync("identity/X", Encoding.UTF8.GetBytes(json), Token);

        Assert.Equal(1, (await new IdentityCatalog(_catalog, Key).ListAsync("", Token)).Unreadable);
    }

    [Fact]
    public void TryOpen_AnyByteIsChanged_IsFalse()
    {
        var sealedSecret = Key.Seal("secret", "purpose");

        Assert.True(Key.TryOpen(sealedSecret, "purpose", out var opened));
        Assert.Equal("secret", opened);
        Assert.False(Key.TryOpen(sealedSecret, "another", out _));
        for (var i = 0; i < sealedSecret.Length; i++)
        {
            var changed = sealedSecret.ToArray();
            changed[i] ^= 1;
            Assert.False(Key.TryOpen(changed, "purpose", out _));
            Assert.False(Key.TryOpen(sealedSecret.AsSpan(0, i), "purpose", out _));
        }
    }
}
