using ObjectStore.Gateway.Tests.Hosting;

namespace ObjectStore.Gateway.Tests.Websites;

public class WebsiteDocumentTests
{
    [Fact]
    public async Task PutBucketWebsite_Good_IsShownUntilItIsDeleted()
    {
        await using var scene = await WebsiteScene.StartAsync(WebsiteScene.Index + WebsiteScene.Error + WebsiteScene.Rule("<KeyPrefixEquals>a</KeyPrefixEquals>", "<ReplaceKeyWith>b</ReplaceKeyWith>"));

        var shown = await scene.Client.SendAsync("GET", "/bucket?website");
        var deleted = await scene.Client.SendAsync("DELETE", "/bucket?website");
        var gone = await scene.Client.SendAsync("GET", "/bucket?website");

        Assert.Equal(("index.html", "error.html", "a", "b"), (shown.Value("Suffix"), shown.Value("Key"), shown.Value("KeyPrefixEquals"), shown.Value("ReplaceKeyWith")));
        Assert.Equal((204, 404, "NoSuchWebsiteConfiguration", "bucket"), (deleted.Status, gone.Status, gone.Code, gone.Value("BucketName")));
    }

    [Theory]
    [InlineData("<WebsiteConfiguration/>", "InvalidArgument")]
    [InlineData("<WebsiteConfiguration><IndexDocument><Suffix>a/b</Suffix></IndexDocument></WebsiteConfiguration>", "InvalidArgument")]
    [InlineData("<WebsiteConfiguration><IndexDocument><Suffix>a</Suffix></IndexDocument><RoutingRules/></WebsiteConfiguration>", "MalformedXML")]
    [InlineData("<WebsiteConfiguration><RedirectAllRequestsTo><HostName>a</HostName><Protocol>x</Protocol></RedirectAllRequestsTo></WebsiteConfiguration>", "InvalidRequest")]
    [InlineData("nothing", "MalformedXML")]
    public async Task PutBucketWebsite_Bad_IsRefusedAndChangesNothing(string document, string code)
    {
        await using var scene = await WebsiteScene.StartAsync();

        Assert.Equal(code, (await scene.Client.SendAsync("PUT", "/bucket?website", Digests.Utf8(document))).Code);
        Assert.Equal("index.html", (await scene.Client.SendAsync("GET", "/bucket?website")).Value("Suffix"));
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    public async Task BucketWebsite_OfAnother_IsDenied(string method)
    {
        await using var scene = await WebsiteScene.StartAsync();

        var answer = await scene.Client.SendAsync(new S3Request(method, "/bucket?website") { Signer = TestIdentities.Bob, Body = method == "PUT" ? Digests.Utf8("<WebsiteConfiguration/>") : [] });

        Assert.Equal((403, "AccessDenied"), (answer.Status, answer.Code));
    }

    /// <summary>Every gateway obeys a configuration from the answer on.</summary>
    [Fact]
    public async Task PutBucketWebsite_OfAnotherGateway_HoldsFromItsAnswerOn()
    {
        await using var scene = await WebsiteScene.StartAsync(keys: ["index.html"]);
        await using var beside = new WebsiteScene(await scene.Host.StartBesideAsync(("Gateway:WebsiteDomains", WebsiteScene.Domain)));
        Assert.Equal(200, (await beside.VisitAsync("/")).Status);

        await scene.ConfigureAsync("<RedirectAllRequestsTo><HostName>a.example</HostName></RedirectAllRequestsTo>");

        Assert.Equal((301, "http://a.example/"), ((await beside.VisitAsync("/")).Status, (await beside.VisitAsync("/"))["location"]));
    }
}
