using ObjectStore.Core.Errors;
using ObjectStore.Gateway.Tests.Hosting;

namespace ObjectStore.Gateway.Tests.Websites;

public class WebsiteTests
{
    [Theory]
    [InlineData("/", "index.html")]
    [InlineData("/?a=1&a=2&bad=%zz", "index.html")]
    [InlineData("/page.html", "page.html")]
    [InlineData("/docs/", "docs/index.html")]
    [InlineData("/page.html?acl", "page.html")]
    public async Task Visit_Page_IsShown(string target, string content)
    {
        await using var scene = await WebsiteScene.StartAsync(keys: ["index.html", "page.html", "docs/index.html"]);

        var page = await scene.VisitAsync(target);
        var head = await scene.VisitAsync(target, method: "HEAD");

        Assert.Equal((200, content, "text/html"), (page.Status, page.Text, page["content-type"]));
        Assert.Equal((200, "", page["content-length"], page["etag"]), (head.Status, head.Text, head["content-length"], head["etag"]));
    }

    [Theory]
    [InlineData("/docs", "/docs/")]
    [InlineData("/docs?a=b", "/docs/")]
    [InlineData("//evil.example", "/%2Fevil.example/")]
    public async Task Visit_FolderWithoutItsSlash_IsSentToIt(string target, string location)
    {
        await using var scene = await WebsiteScene.StartAsync(keys: ["docs/index.html", "/evil.example/index.html", "both", "both/index.html"]);

        var sent = await scene.VisitAsync(target);
        var both = await scene.VisitAsync("/both");

        Assert.Equal((302, location, "Found", "Resource Found"), (sent.Status, sent["location"], sent["x-amz-error-code"], sent["x-amz-error-message"]));
        Assert.Contains("<h1>302 Found</h1>\n<ul>\n<li>Code: Found</li>\n<li>Message: Resource Found</li>\n", sent.Text, StringComparison.Ordinal);
        Assert.Equal((200, "both"), (both.Status, both.Text));
    }

    /// <summary>What is refused but there is not told apart from nothing by a redirect to what is below it.</summary>
    [Fact]
    public async Task Visit_PrivateObjectWithAPublicIndexBelow_IsForbidden()
    {
        await using var scene = await WebsiteScene.StartAsync(isPublic: false, keys: ["docs"]);
        await scene.Client.SendAsync("PUT", "/bucket/docs/index.html", [1], ("x-amz-acl", "public-read"));
        await scene.Client.SendAsync("PUT", "/bucket/free/index.html", [1], ("x-amz-acl", "public-read"));

        Assert.Equal(403, (await scene.VisitAsync("/docs")).Status);
        Assert.Equal(302, (await scene.VisitAsync("/free")).Status);
    }

    [Fact]
    public async Task Visit_NothingThere_Is404OnlyWhereEverybodyMayList()
    {
        await using var scene = await WebsiteScene.StartAsync();

        var closed = await scene.VisitAsync("/<b>none");
        await scene.ListForAllAsync();
        var open = await scene.VisitAsync("/%3Cb%3Enone");

        Assert.Equal((400, "InvalidURI"), ((await scene.VisitAsync("/%zz")).Status, (await scene.VisitAsync("/%zz"))["x-amz-error-code"]));
        Assert.Equal((403, "AccessDenied", "text/html; charset=utf-8"), (closed.Status, closed["x-amz-error-code"], closed["content-type"]));
        Assert.Equal((404, "NoSuchKey"), (open.Status, open["x-amz-error-code"]));
        Assert.Contains("<title>404 Not Found</title>", open.Text, StringComparison.Ordinal);
        Assert.Contains("<li>Code: NoSuchKey</li>", open.Text, StringComparison.Ordinal);
        Assert.Contains("<li>Key: &lt;b&gt;none</li>", open.Text, StringComparison.Ordinal);
        Assert.Contains($"<li>RequestId: {open["x-amz-request-id"]}</li>", open.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Visit_NothingThere_ShowsTheErrorDocumentWhole()
    {
        await using var scene = await WebsiteScene.StartAsync(WebsiteScene.Index + WebsiteScene.Error, keys: ["error.html"]);
        var tag = (await scene.Client.SendAsync("HEAD", "/bucket/error.html"))["etag"]!;

        var page = await scene.VisitAsync("/none", headers: [("range", "bytes=0-1"), ("if-none-match", tag)]);
        var head = await scene.VisitAsync("/none", method: "HEAD");

        Assert.Equal((403, "error.html", "text/html", "AccessDenied"), (page.Status, page.Text, page["content-type"], page["x-amz-error-code"]));
        Assert.Equal((403, ""), (head.Status, head.Text));
    }

    [Fact]
    public async Task Visit_ErrorDocumentThatIsNotThere_IsToldOf()
    {
        await using var scene = await WebsiteScene.StartAsync(WebsiteScene.Index + WebsiteScene.Error);
        await scene.ListForAllAsync();

        var page = await scene.VisitAsync("/none");

        Assert.Equal(404, page.Status);
        Assert.Contains("<li>Key: none</li>", page.Text, StringComparison.Ordinal);
        Assert.Contains("Custom Error Document</h3>\n<ul>\n<li>Code: NoSuchKey</li>", page.Text, StringComparison.Ordinal);
        Assert.Contains("<li>Key: error.html</li>", page.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<KeyPrefixEquals>docs/</KeyPrefixEquals>", "<ReplaceKeyPrefixWith>documents/</ReplaceKeyPrefixWith>", "/docs/a%20b?c", 301, "http://bucket.web.example.org/documents/a%20b")]
    [InlineData("<KeyPrefixEquals>docs/</KeyPrefixEquals>", "<ReplaceKeyWith>gone</ReplaceKeyWith><HttpRedirectCode>307</HttpRedirectCode>", "/docs/x", 307, "http://bucket.web.example.org/gone")]
    [InlineData("<KeyPrefixEquals>page</KeyPrefixEquals>", "<HostName>other.example</HostName><Protocol>https</Protocol>", "/page.html", 301, "https://other.example/page.html")]
    [InlineData("<HttpErrorCodeReturnedEquals>403</HttpErrorCodeReturnedEquals>", "<ReplaceKeyPrefixWith>#!/</ReplaceKeyPrefixWith><HttpRedirectCode>302</HttpRedirectCode>", "/none", 302, "http://bucket.web.example.org/#!/none")]
    [InlineData("<HttpErrorCodeReturnedEquals>403</HttpErrorCodeReturnedEquals>", "<HostName>other.example</HostName>", "/page.html", 200, null)]
    [InlineData("<HttpErrorCodeReturnedEquals>404</HttpErrorCodeReturnedEquals>", "<HostName>other.example</HostName>", "/none", 403, null)]
    [InlineData("<KeyPrefixEquals>docs/</KeyPrefixEquals><HttpErrorCodeReturnedEquals>403</HttpErrorCodeReturnedEquals>", "<HostName>other.example</HostName>", "/none", 403, null)]
    [InlineData("", "<HostName>other.example</HostName><HttpRedirectCode>304</HttpRedirectCode>", "/", 304, "http://other.example/")]
    public async Task Visit_WithARule_IsSentWhereItSays(string condition, string redirect, string target, int status, string? location)
    {
        await using var scene = await WebsiteScene.StartAsync(WebsiteScene.Index + WebsiteScene.Rule(condition, redirect), keys: ["page.html"]);

        var answer = await scene.VisitAsync(target);

        Assert.Equal((status, location), (answer.Status, answer["location"]));
    }

    /// <summary>A store that cannot answer is an error like any other: rules may be about it, and nothing of the page that failed is left in the answer.</summary>
    [Theory]
    [InlineData("503", 302, "http://status.example/page.html")]
    [InlineData("500", 503, null)]
    public async Task Visit_ThatTheStoreFails_FollowsTheRulesAboutIt(string condition, int status, string? location)
    {
        var rule = WebsiteScene.Rule($"<HttpErrorCodeReturnedEquals>{condition}</HttpErrorCodeReturnedEquals>", "<HostName>status.example</HostName><HttpRedirectCode>302</HttpRedirectCode>");
        await using var scene = await WebsiteScene.StartAsync(WebsiteScene.Index + rule, keys: ["page.html"]);
        scene.Host.Data.FailNext = new StorageException(StorageErrorCode.Overloaded, "injected");

        var answer = await scene.VisitAsync("/page.html");

        Assert.Equal((status, location, null), (answer.Status, answer["location"], answer["etag"]));
        Assert.Equal((200, "page.html"), ((await scene.VisitAsync("/page.html")).Status, (await scene.VisitAsync("/page.html")).Text));
    }

    [Theory]
    [InlineData("x-forwarded-proto", "https")]
    [InlineData("forwarded", "proto=https")]
    public async Task Visit_ThroughAProxy_IsSentOnByWhateverProtocolItCame(string header, string value)
    {
        await using var scene = await WebsiteScene.StartAsync(WebsiteScene.Index + WebsiteScene.Rule("<KeyPrefixEquals>a</KeyPrefixEquals>", "<ReplaceKeyPrefixWith>b</ReplaceKeyPrefixWith>"));

        Assert.Equal("/bc", (await scene.VisitAsync("/ac", headers: (header, value)))["location"]);
        Assert.Equal("http://bucket.web.example.org/bc", (await scene.VisitAsync("/ac"))["location"]);
    }

    [Fact]
    public async Task Visit_WebsiteThatIsElsewhere_IsSentThereWithItsQuery()
    {
        await using var scene = await WebsiteScene.StartAsync("<RedirectAllRequestsTo><HostName>www.example.com</HostName></RedirectAllRequestsTo>", isPublic: false);

        var answer = await scene.VisitAsync("/a%20b/?c=d&c=e");

        Assert.Equal((301, "http://www.example.com/a%20b/?c=d&c=e", ""), (answer.Status, answer["location"], answer.Text));
    }

    /// <summary>Nobody tells the client to go on with its body, so that what it sends next cannot be told: the connection ends, whatever is answered.</summary>
    [Theory]
    [InlineData("/page.html", 200)]
    [InlineData("/old", 301)]
    [InlineData("/none", 403)]
    public async Task Visit_ThatWaitsToBeToldToGoOn_EndsItsConnection(string target, int status)
    {
        var rule = WebsiteScene.Rule("<KeyPrefixEquals>old</KeyPrefixEquals>", "<ReplaceKeyWith>new</ReplaceKeyWith>");
        await using var scene = await WebsiteScene.StartAsync(WebsiteScene.Index + WebsiteScene.Error + rule, keys: ["page.html", "error.html"]);

        var answer = await scene.VisitAsync(target, headers: ("expect", "100-continue"));

        Assert.Equal((status, "close"), (answer.Status, answer["connection"]));
    }

    [Fact]
    public async Task Visit_HostOfItsOwn_IsTheBucketOfThatName()
    {
        await using var scene = await WebsiteScene.StartAsync();
        await scene.Client.SendAsync("PUT", "/www.example.com");
        await scene.Client.SendAsync("PUT", "/www.example.com/index.html", Digests.Utf8("own"), ("x-amz-acl", "public-read"));
        await scene.Client.SendAsync("PUT", "/www.example.com?website", Digests.Utf8($"<WebsiteConfiguration>{WebsiteScene.Index}</WebsiteConfiguration>"));

        Assert.Equal("own", (await scene.VisitAsync("/", "www.example.com:80")).Text);
        Assert.Equal("own", (await scene.VisitAsync("/", "www.example.com.web.example.org")).Text);
    }

    [Theory]
    [InlineData("nothing.web.example.org", "NoSuchBucket", "nothing")]
    [InlineData("-.web.example.org", "NoSuchBucket", "-")]
    [InlineData("bucket.web.example.org", "NoSuchWebsiteConfiguration", "bucket")]
    public async Task Visit_NoWebsite_SaysSo(string host, string code, string bucket)
    {
        await using var scene = await WebsiteScene.StartAsync(keys: ["index.html"]);
        Assert.Equal(204, (await scene.Client.SendAsync("DELETE", "/bucket?website")).Status);

        var page = await scene.VisitAsync("/", host);

        Assert.Equal((404, code), (page.Status, page["x-amz-error-code"]));
        Assert.Contains($"<li>BucketName: {bucket}</li>", page.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    public async Task Visit_ToChangeSomething_IsRefused(string method)
    {
        await using var scene = await WebsiteScene.StartAsync(keys: ["index.html"]);

        var page = await scene.Client.SendAsync(new S3Request(method, "/index.html") { Host = "bucket." + WebsiteScene.Domain, Body = [1] });

        Assert.Equal((405, "MethodNotAllowed", "GET, HEAD, OPTIONS"), (page.Status, page["x-amz-error-code"], page["allow"]));
        Assert.Equal(200, (await scene.VisitAsync("/")).Status);
    }

    /// <summary>A signature counts for nothing: its owner sees what everybody sees.</summary>
    [Fact]
    public async Task Visit_Signed_IsNobodys()
    {
        await using var scene = await WebsiteScene.StartAsync(isPublic: false, keys: ["index.html"]);

        Assert.Equal(403, (await scene.Client.SendAsync(new S3Request("GET", "/") { Host = "bucket." + WebsiteScene.Domain })).Status);
    }

    [Fact]
    public async Task Visit_PublicAccessBlocked_IsForbidden()
    {
        await using var scene = await WebsiteScene.StartAsync(keys: ["index.html"]);
        await scene.Client.SendAsync("PUT", "/bucket?publicAccessBlock", Digests.Utf8("<PublicAccessBlockConfiguration><RestrictPublicBuckets>true</RestrictPublicBuckets></PublicAccessBlockConfiguration>"));

        Assert.Equal(403, (await scene.VisitAsync("/")).Status);
    }

    [Fact]
    public async Task Visit_RangesAndConditions_AreAsOfObjects()
    {
        await using var scene = await WebsiteScene.StartAsync(WebsiteScene.Index + WebsiteScene.Error, keys: ["page.html", "error.html"]);
        var tag = (await scene.VisitAsync("/page.html"))["etag"]!;

        var range = await scene.VisitAsync("/page.html", headers: ("range", "bytes=1-2"));
        var same = await scene.VisitAsync("/page.html", headers: ("if-none-match", tag));
        var other = await scene.VisitAsync("/page.html", headers: ("if-match", "\"x\""));
        var beyond = await scene.VisitAsync("/page.html", headers: ("range", "bytes=100-"));

        Assert.Equal((206, "ag", "bytes 1-2/9"), (range.Status, range.Text, range["content-range"]));
        Assert.Equal((304, "", tag), (same.Status, same.Text, same["etag"]));
        Assert.Equal((412, "PreconditionFailed"), (other.Status, other["x-amz-error-code"]));
        Assert.Equal((416, "bytes */9"), (beyond.Status, beyond["content-range"]));
    }

    [Fact]
    public async Task Visit_NotModified_TellsWhatCachesGoBy()
    {
        await using var scene = await WebsiteScene.StartAsync();
        var tag = (await scene.Client.SendAsync("PUT", "/bucket/page.html", [1], ("cache-control", "max-age=60")))["etag"]!;

        var same = await scene.VisitAsync("/page.html?response-cache-control=no-store", headers: ("if-none-match", tag));

        Assert.Equal((304, "max-age=60"), (same.Status, same["cache-control"]));
    }

    [Fact]
    public async Task Visit_OfAnotherOrigin_FollowsTheCorsRules()
    {
        await using var scene = await WebsiteScene.StartAsync(keys: ["page.html"]);
        const string Rules = "<CORSConfiguration><CORSRule><AllowedOrigin>http://a.example</AllowedOrigin><AllowedMethod>GET</AllowedMethod></CORSRule></CORSConfiguration>";
        await scene.Client.SendAsync("PUT", "/bucket?cors", Digests.Utf8(Rules));

        var page = await scene.VisitAsync("/page.html", headers: ("origin", "http://a.example"));
        var none = await scene.VisitAsync("/none", headers: ("origin", "http://a.example"));
        var allowed = await scene.VisitAsync("/x", method: "OPTIONS", headers: [("origin", "http://a.example"), ("access-control-request-method", "GET")]);
        var refused = await scene.VisitAsync("/x", method: "OPTIONS", headers: [("origin", "http://b.example"), ("access-control-request-method", "GET")]);

        Assert.Equal(["http://a.example", "http://a.example", "http://a.example", null], new[] { page, none, allowed, refused }.Select(answer => answer["access-control-allow-origin"]));
        Assert.Equal([200, 403, 200, 403], new[] { page, none, allowed, refused }.Select(answer => answer.Status));
    }

    /// <summary>Hosts of the endpoint, and every host where no website domain is set, are the S3 endpoint's as before.</summary>
    [Fact]
    public async Task Request_ToTheEndpoint_IsNoVisit()
    {
        await using var scene = await WebsiteScene.StartAsync(keys: ["index.html"]);
        await using var plain = await GatewayHost.StartWithBucketAsync();

        var here = await scene.Client.SendAsync(new S3Request("GET", "/") { Host = "bucket.s3.example.org" });
        var there = await plain.Client.SendAsync(new S3Request("GET", "/bucket") { Host = "bucket.web.example.org" });

        Assert.Equal(["index.html"], here.Values("Key"));
        Assert.Equal((200, "ListBucketResult"), (there.Status, there.Xml.Name.LocalName));
    }

    [Fact]
    public async Task Visit_KeyTooLongForItsIndex_IsRefused()
    {
        await using var scene = await WebsiteScene.StartAsync();

        var folder = await scene.VisitAsync($"/{new string('a', 1020)}/");
        var file = await scene.VisitAsync($"/{new string('a', 1020)}");
        var over = await scene.VisitAsync($"/{new string('a', 1025)}");

        Assert.Equal((400, 403, 400), (folder.Status, file.Status, over.Status));
    }
}
