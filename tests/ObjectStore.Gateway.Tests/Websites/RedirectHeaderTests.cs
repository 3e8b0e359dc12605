using ObjectStore.Gateway.Tests.Hosting;

namespace ObjectStore.Gateway.Tests.Websites;

public class RedirectHeaderTests
{
    private const string Header = "x-amz-website-redirect-location";

    [Theory]
    [InlineData("/relative")]
    [InlineData("http://example.com/foo")]
    [InlineData("https://example.com/foo?a=b#c")]
    public async Task PutObject_WithARedirect_IsShownAndFollowed(string location)
    {
        await using var scene = await WebsiteScene.StartAsync();
        Assert.Equal(200, (await scene.Client.SendAsync("PUT", "/bucket/page", [1], (Header, location))).Status);

        var read = await scene.Client.SendAsync("GET", "/bucket/page");
        var visit = await scene.VisitAsync("/page", headers: ("range", "bytes=0-0"));
        var head = await scene.VisitAsync("/page", method: "HEAD");

        Assert.Equal((200, location), (read.Status, read[Header]));
        Assert.Equal((301, location, ""), (visit.Status, visit["location"], visit.Text));
        Assert.Equal((301, location), (head.Status, head["location"]));
    }

    [Fact]
    public async Task Visit_ErrorDocumentWithARedirect_IsFollowed()
    {
        await using var scene = await WebsiteScene.StartAsync(WebsiteScene.Index + WebsiteScene.Error);
        await scene.ListForAllAsync();
        await scene.Client.SendAsync("PUT", "/bucket/error.html", [1], (Header, "/sorry"));

        var visit = await scene.VisitAsync("/absent");

        Assert.Equal((301, "/sorry", null, ""), (visit.Status, visit["location"], visit[Header], visit.Text));
    }

    [Fact]
    public async Task Visit_RedirectThatNobodyMayRead_IsForbidden()
    {
        await using var scene = await WebsiteScene.StartAsync(isPublic: false);
        await scene.Client.SendAsync("PUT", "/bucket/page", [1], (Header, "/x"));

        Assert.Equal((403, null), ((await scene.VisitAsync("/page")).Status, (await scene.VisitAsync("/page"))["location"]));
    }

    [Theory]
    [InlineData("relative")]
    [InlineData("ftp://example.com")]
    [InlineData("javascript:alert(1)")]
    public async Task PutObject_WithARedirectToNowhere_IsRefused(string location)
    {
        await using var scene = await WebsiteScene.StartAsync();

        var put = await scene.Client.SendAsync("PUT", "/bucket/page", [1], (Header, location));
        var create = await scene.Client.SendAsync("POST", "/bucket/page?uploads", null, (Header, location));

        Assert.Equal((400, "InvalidRedirectLocation", "InvalidRedirectLocation"), (put.Status, put.Code, create.Code));
    }

    [Theory]
    [InlineData(2048, 200)]
    [InlineData(2049, 400)]
    public async Task PutObject_WithALongRedirect_IsRefused(int length, int status)
    {
        await using var scene = await WebsiteScene.StartAsync();

        Assert.Equal(status, (await scene.Client.SendAsync("PUT", "/bucket/page", [1], (Header, "/" + new string('a', length - 1)))).Status);
    }

    [Fact]
    public async Task CopyObject_Redirects_AreGivenAnewAndNotTakenOver()
    {
        await using var scene = await WebsiteScene.StartAsync();
        await scene.Client.SendAsync("PUT", "/bucket/page", [1], (Header, "/old"), ("x-amz-meta-a", "b"));

        await scene.Client.SendAsync("PUT", "/bucket/plain", null, ("x-amz-copy-source", "/bucket/page"));
        await scene.Client.SendAsync("PUT", "/bucket/given", null, ("x-amz-copy-source", "/bucket/page"), (Header, "/new"));
        var itself = await scene.Client.SendAsync("PUT", "/bucket/page", null, ("x-amz-copy-source", "/bucket/page"), (Header, "/newer"));

        Assert.Equal((null, "b"), await ShownAsync(scene, "plain"));
        Assert.Equal(("/new", "b"), await ShownAsync(scene, "given"));
        Assert.Equal(200, itself.Status);
        Assert.Equal(("/newer", "b"), await ShownAsync(scene, "page"));
    }

    [Fact]
    public async Task CompleteMultipartUpload_Redirect_IsThatOfTheUpload()
    {
        await using var scene = await WebsiteScene.StartAsync();
        var upload = (await scene.Client.SendAsync("POST", "/bucket/page?uploads", null, (Header, "/there"))).Value("UploadId");
        var part = await scene.Client.SendAsync("PUT", $"/bucket/page?partNumber=1&uploadId={upload}", [1]);
        var done = await scene.Client.SendAsync("POST", $"/bucket/page?uploadId={upload}", Digests.Utf8($"<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>{part["etag"]}</ETag></Part></CompleteMultipartUpload>"));

        Assert.Equal(200, done.Status);
        Assert.Equal("/there", (await scene.VisitAsync("/page"))["location"]);
    }

    [Fact]
    public async Task PostObject_Redirect_IsAFieldOfTheForm()
    {
        await using var scene = await WebsiteScene.StartAsync();
        await scene.Client.SendAsync("PUT", "/bucket?acl", null, ("x-amz-acl", "public-read-write"));
        const string Form = "--b\r\nContent-Disposition: form-data; name=\"key\"\r\n\r\npage\r\n--b\r\nContent-Disposition: form-data; name=\"x-amz-website-redirect-location\"\r\n\r\n/there\r\n"
            + "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f\"\r\n\r\nx\r\n--b--\r\n";

        var post = await scene.Client.SendAsync(new S3Request("POST", "/bucket") { Signer = null, Body = Digests.Utf8(Form), Headers = [new("content-type", "multipart/form-data; boundary=b")] });

        Assert.Equal(204, post.Status);
        Assert.Equal("/there", (await scene.VisitAsync("/page"))["location"]);
    }

    private static async Task<(string? Location, string? Metadata)> ShownAsync(WebsiteScene scene, string key)
    {
        var head = await scene.Client.SendAsync("HEAD", $"/bucket/{key}");
        return (head[Header], head["x-amz-meta-a"]);
    }
}
