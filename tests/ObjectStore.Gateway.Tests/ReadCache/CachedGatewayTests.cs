using ObjectStore.Gateway.ReadCache;
using ObjectStore.Gateway.Tests.Compression;
using ObjectStore.Gateway.Tests.DataPath;
using ObjectStore.Gateway.Tests.Encryption;
using ObjectStore.Gateway.Tests.Hosting;

namespace ObjectStore.Gateway.Tests.ReadCache;

/// <summary>S3 requests over the real data path with a cache: what is answered is what the index says, however often it was read before.</summary>
public sealed class CachedGatewayTests : IAsyncDisposable
{
    private const int Pages = 1024;

    private readonly DataPathFixture _fixture = new(readCacheBytes: Pages * (long)(PageStore.PageBytes + PageStore.OverheadBytes));
    private readonly string _folder = Directory.CreateTempSubdirectory("objectstore-cache-").FullName;
    private GatewayHost? _host;

    private S3WireClient Client => _host!.Client;

    public async ValueTask DisposeAsync()
    {
        if (_host is not null) await _host.DisposeAsync();
        _fixture.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task GetObject_OverwrittenAndDeleted_IsNeverOutOfDate()
    {
        await StartAsync();
        for (var version = 1; version <= 3; version++)
        {
            var content = CacheScene.Content(version, 100_000);
            await Client.SendAsync("PUT", "/bucket/k", content);
            for (var i = 0; i < 3; i++) Assert.Equal(content, (await Client.SendAsync("GET", "/bucket/k")).Body);
        }

        var before = _fixture.ReadCount;
        Assert.Equal(CacheScene.Content(3, 100_000), (await Client.SendAsync("GET", "/bucket/k")).Body);
        Assert.Equal(before, _fixture.ReadCount);
        await Client.SendAsync("DELETE", "/bucket/k");

        Assert.Equal(404, (await Client.SendAsync("GET", "/bucket/k")).Status);
    }

    [Fact]
    public async Task GetObject_VersionsOfAKey_EachHasItsOwnBytes()
    {
        await StartAsync();
        await Client.SendAsync("PUT", "/bucket?versioning", Digests.Utf8("<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>"));
        var ids = new List<string>();
        for (var version = 0; version < 4; version++) ids.Add((await Client.SendAsync("PUT", "/bucket/k", CacheScene.Content(version, 5000)))["x-amz-version-id"]!);

        for (var i = 0; i < 3; i++)
        {
            for (var version = 0; version < 4; version++)
                Assert.Equal(CacheScene.Content(version, 5000), (await Client.SendAsync("GET", "/bucket/k?versionId=" + ids[version])).Body);
        }

        await Client.SendAsync("DELETE", "/bucket/k");
        Assert.Equal(404, (await Client.SendAsync("GET", "/bucket/k")).Status);
        Assert.Equal(CacheScene.Content(3, 5000), (await Client.SendAsync("GET", "/bucket/k?versionId=" + ids[3])).Body);
    }

    /// <summary>Goal: nobody who asks twice gets what was, in a bucket without versions. Method: writes, deletes, copies and ranges of a few keys from a seed, beside a table of what they hold.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("Category", "Model")]
    public async Task Requests_AnyOrder_AnswerWhatWasWrittenLast(bool compresses)
    {
        await StartAsync(compresses);
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var model = new Dictionary<string, byte[]>();

        for (var step = 0; step < 300; step++)
        {
            var key = $"/bucket/{(char)('a' + random.Next(4))}";
            switch (random.Next(12))
            {
                case 0:
                    var size = random.Next(1, random.Next(2) == 0 ? 5000 : 700_000);
                    var content = compresses ? CompressibleBytes.Mixed(size, random.Next()) : CacheScene.Content(random.Next(), size);
                    await Client.SendAsync("PUT", key, content);
                    model[key] = content;
                    break;
                case 1:
                    await Client.SendAsync("DELETE", key);
                    model.Remove(key);
                    break;
                case 2 when model.Count > 0:
                    var source = model.Keys.Order(StringComparer.Ordinal).First();
                    if (source == key) break;
                    Assert.Equal(200, (await Client.SendAsync("PUT", key, null, ("x-amz-copy-source", source))).Status);
                    model[key] = model[source];
                    break;
                default:
                    await CheckAsync(key, model.GetValueOrDefault(key), random);
                    break;
            }
        }
    }

    /// <summary>What is in memory of an encrypted object is what is on the devices; the bytes that its reader gets are nowhere in it.</summary>
    [Theory]
    [InlineData("store")]
    [InlineData("customer")]
    public async Task GetObject_Encrypted_IsCachedSealed(string kind)
    {
        await StartAsync();
        var content = Enumerable.Range(0, 150_000).Select(static i => (byte)(i % 64)).ToArray();
        await Client.SendAsync("PUT", "/bucket/k", content, EncryptionScene.Write(kind));
        for (var i = 0; i < 2; i++) Assert.Equal(content, (await Client.SendAsync("GET", "/bucket/k", null, EncryptionScene.Read(kind))).Body);
        var before = _fixture.ReadCount;

        Assert.Equal(content, (await Client.SendAsync("GET", "/bucket/k", null, EncryptionScene.Read(kind))).Body);

        Assert.Equal(before, _fixture.ReadCount);
        var used = (int)(_fixture.Cache.UsedBytes / PageStore.PageBytes);
        Assert.True(used > 30);
        for (var page = 0; page < used; page++) Assert.Equal(-1, _fixture.Cache.Pages.Bytes(page).IndexOf(content.AsSpan(0, 64)));
        if (kind == "customer") Assert.Equal(400, (await Client.SendAsync("GET", "/bucket/k")).Status);
    }

    private async Task StartAsync(bool compresses = false)
    {
        _host = await GatewayHost.StartOverAsync(
            _fixture.Data,
            ("Gateway:Compression", compresses ? "true" : "false"),
            ("Encryption:MasterKeyFile", EncryptionScene.WriteKeys(_folder, "master.yaml", "first")),
            ("Encryption:AllowCustomerKeysOverHttp", "true"));
        Assert.Equal(200, (await Client.SendAsync("PUT", "/bucket")).Status);
    }

    private async Task CheckAsync(string key, byte[]? expected, Random random)
    {
        if (expected is null)
        {
            Assert.Equal(404, (await Client.SendAsync("GET", key)).Status);
            return;
        }

        var first = random.Next(expected.Length);
        var last = random.Next(2) == 0 ? expected.Length - 1 : random.Next(first, expected.Length);
        var whole = first == 0 || random.Next(2) == 0;
        var answer = whole ? await Client.SendAsync("GET", key) : await Client.SendAsync("GET", key, null, ("range", $"bytes={first}-{last}"));
        Assert.True((whole ? expected.AsSpan() : expected.AsSpan(first, last - first + 1)).SequenceEqual(answer.Body), $"{key}, {(whole ? "whole" : $"bytes {first} to {last}")}");
    }
}
