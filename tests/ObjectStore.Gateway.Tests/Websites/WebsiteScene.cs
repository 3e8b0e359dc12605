using ObjectStore.Gateway.Tests.Hosting;

namespace ObjectStore.Gateway.Tests.Websites;

/// <summary>A gateway with website hosts, and Alice's bucket <c>bucket</c> as a website.</summary>
internal sealed class WebsiteScene(GatewayHost host) : IAsyncDisposable
{
    public const string Domain = "web.example.org";
    public const string Index = "<IndexDocument><Suffix>index.html</Suffix></IndexDocument>";
    public const string Error = "<ErrorDocument><Key>error.html</Key></ErrorDocument>";

    private const string ReadForAll = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::bucket/*"}]}""";

    public GatewayHost Host { get; } = host;

    public S3WireClient Client => Host.Client;

    /// <summary>A website with these elements, and these keys, whose content is their name.</summary>
    public static async Task<WebsiteScene> StartAsync(string website = Index, bool isPublic = true, params string[] keys)
    {
        var host = await GatewayHost.StartWithBucketAsync(("Gateway:WebsiteDomains", Domain), ("Gateway:WebsiteHosts", "www.example.com"), ("Gateway:Domain", "s3.example.org"));
        var scene = new WebsiteScene(host);
        await scene.ConfigureAsync(website);
        if (isPublic) Assert.Equal(204, (await host.Client.SendAsync("PUT", "/bucket?policy", Digests.Utf8(ReadForAll))).Status);
        foreach (var key in keys) Assert.Equal(200, (await host.Client.SendAsync("PUT", $"/bucket/{key}", Digests.Utf8(key), ("content-type", "text/html"))).Status);
        return scene;
    }

    public async Task ConfigureAsync(string website)
    {
        var put = await Client.SendAsync("PUT", "/bucket?website", Digests.Utf8($"<WebsiteConfiguration>{website}</WebsiteConfiguration>"));
        Assert.Equal((200, ""), (put.Status, put.Text));
    }

    /// <summary>Everybody may list the bucket, too.</summary>
    public async Task ListForAllAsync() => Assert.Equal(200, (await Client.SendAsync("PUT", "/bucket?acl", null, ("x-amz-acl", "public-read"))).Status);

    /// <summary>A request of a browser.</summary>
    public Task<S3Response> VisitAsync(string target, string host = "bucket." + Domain, string method = "GET", params (string Name, string Value)[] headers) =>
        Client.SendAsync(new S3Request(method, target) { Signer = null, Host = host, Headers = [.. headers.Select(header => KeyValuePair.Create(header.Name, header.Value))] });

    public static string Rule(string condition, string redirect) =>
        $"<RoutingRules><RoutingRule>{(condition.Length > 0 ? $"<Condition>{condition}</Condition>" : "")}<Redirect>{redirect}</Redirect></RoutingRule></RoutingRules>";

    public ValueTask DisposeAsync() => Host.DisposeAsync();
}
