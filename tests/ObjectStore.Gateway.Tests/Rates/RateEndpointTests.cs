using System.Globalization;
using ObjectStore.Gateway.Tests.Hosting;
using ObjectStore.Gateway.Tests.Websites;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Limits;

namespace ObjectStore.Gateway.Tests.Rates;

/// <summary>Rates as clients meet them. Debts of a thousand seconds, so that no test depends on how fast the machine is.</summary>
public class RateEndpointTests
{
    private static readonly byte[] Large = new byte[2000];

    [Fact]
    public async Task Put_UserOverItsRateOfBytes_IsToldWhenToComeBack()
    {
        await using var host = await GatewayHost.StartWithBucketAsync(("Rates:UserReceivedBytesPerSecond", "1"));

        var first = await host.Client.SendAsync("PUT", "/bucket/a", Large);
        var second = await host.Client.SendAsync("PUT", "/bucket/b", Large);
        var read = await host.Client.SendAsync("GET", "/bucket/a");

        Assert.Equal((200, 503, "SlowDown", 200), (first.Status, second.Status, second.Code, read.Status));
        Assert.InRange(int.Parse(second["retry-after"]!, CultureInfo.InvariantCulture), 1000, 2000);
    }

    [Fact]
    public async Task Put_OfAnotherUser_HasARateOfItsOwn()
    {
        await using var host = await GatewayHost.StartWithBucketAsync(("Rates:UserReceivedBytesPerSecond", "1"));
        await host.Client.SendAsync("PUT", "/bucket/a", Large);

        var other = await host.Client.SendAsync(new S3Request("PUT", "/bucket/b") { Signer = TestIdentities.Admin, Body = Large });

        Assert.Equal(200, other.Status);
    }

    [Fact]
    public async Task Put_ThatIsDenied_CostsTheUserNoBytesAndTheBucketNothing()
    {
        await using var host = await GatewayHost.StartWithBucketAsync(("Rates:UserReceivedBytesPerSecond", "1"), ("Rates:BucketReceivedBytesPerSecond", "1"));

        var denied = await host.Client.SendAsync(new S3Request("PUT", "/bucket/a") { Signer = TestIdentities.Bob, Body = Large });
        var again = await host.Client.SendAsync(new S3Request("PUT", "/bucket/a") { Signer = TestIdentities.Bob, Body = Large });
        var allowed = await host.Client.SendAsync("PUT", "/bucket/a", Large);

        Assert.Equal((403, 403, 200), (denied.Status, again.Status, allowed.Status));
    }

    [Fact]
    public async Task Put_WithoutALength_IsChargedForWhatItSent()
    {
        await using var host = await GatewayHost.StartWithBucketAsync(("Rates:BucketReceivedBytesPerSecond", "1"));
        using var connection = await host.Client.ConnectAsync();
        var request = new S3Request("PUT", "/bucket/a") { PayloadHash = "UNSIGNED-PAYLOAD", ContentLength = "", UnsignedHeaders = [new("transfer-encoding", "chunked")] };
        await connection.WriteAsync(host.Client.Head(request));
        byte[] body = [.. "7d0\r\n"u8, .. Large, .. "\r\n0\r\n\r\n"u8];
        await connection.WriteAsync(body);

        var first = await connection.ReadAsync("PUT");
        var second = await host.Client.SendAsync("PUT", "/bucket/b", [1]);

        Assert.Equal((200, 503), (first.Status, second.Status));
    }

    [Fact]
    public async Task Get_BucketOverItsRateOfBytes_IsRefusedWhileHeadIsNot()
    {
        await using var host = await GatewayHost.StartWithBucketAsync(("Rates:BucketSentBytesPerSecond", "1"));
        await host.Client.SendAsync("PUT", "/bucket/a", Large);

        var first = await host.Client.SendAsync("GET", "/bucket/a");
        var second = await host.Client.SendAsync("GET", "/bucket/a");
        var head = await host.Client.SendAsync("HEAD", "/bucket/a");

        Assert.Equal((200, 503, "SlowDown", 200), (first.Status, second.Status, second.Code, head.Status));
        Assert.Null(second["etag"]);
    }

    [Fact]
    public async Task Visit_NobodyOverTheRateOfNobody_GetsAPageThatSaysSo()
    {
        var key = new string('a', 1000);
        await using var scene = await WebsiteScene.StartAsync(keys: [key]);
        await using var beside = new WebsiteScene(await scene.Host.StartBesideAsync(("Gateway:WebsiteDomains", WebsiteScene.Domain), ("Rates:UserSentBytesPerSecond", "1")));

        var first = await beside.VisitAsync("/" + key);
        var second = await beside.VisitAsync("/" + key);

        Assert.Equal((200, 503), (first.Status, second.Status));
        Assert.NotNull(second["retry-after"]);
    }

    [Fact]
    public async Task Request_BucketOverItsOwnRate_IsRefusedThereAlone()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        await host.Client.SendAsync("PUT", "/other");
        var bucket = await host.Catalog.GetBucketAsync("bucket", CancellationToken.None);
        var rates = new RateLimits(RequestsPerSecond: 1, null, null);
        await host.Catalog.ChangeDocumentsAsync(bucket!, documents => documents.With(BucketDocumentKind.Rates, rates.Encode()), CancellationToken.None);

        Assert.True(await IsRefusedAsync(host, "/bucket"), "The bucket answered a hundred requests a second for a minute.");
        Assert.Equal(200, (await host.Client.SendAsync("HEAD", "/other")).Status);
    }

    [Fact]
    public async Task Request_UserWithARateInTheCatalog_IsHeldToIt()
    {
        await using var first = await GatewayHost.StartWithBucketAsync();
        await new UserLimitsCatalog(first.Catalog).StoreAsync("alice", new UserLimits(new RateLimits(1, null, null), 1), CancellationToken.None);
        await using var host = await first.StartBesideAsync();

        Assert.True(await IsRefusedAsync(host, "/bucket"), "The user got a hundred answers a second for a minute.");
        Assert.Equal(200, (await host.Client.SendAsync(new S3Request("HEAD", "/bucket") { Signer = TestIdentities.Admin })).Status);
    }

    /// <summary>Sends requests for at most a minute, faster than one a second, until one is refused.</summary>
    private static async Task<bool> IsRefusedAsync(GatewayHost host, string target)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!deadline.IsCancellationRequested)
        {
            if ((await host.Client.SendAsync("HEAD", target)).Status == 503) return true;
        }

        return false;
    }
}
