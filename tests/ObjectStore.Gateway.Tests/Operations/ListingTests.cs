using System.Globalization;
using ObjectStore.Gateway.Tests.Hosting;

namespace ObjectStore.Gateway.Tests.Operations;

public class ListingTests
{
    private static readonly string[] Keys = ["asdf", "boo/bar", "boo/baz/xyzzy", "cquux/bla", "cquux/thud"];

    [Fact]
    public async Task ListObjects_WithDelimiter_PagesByNextMarker()
    {
        await using var host = await StartAsync();

        var first = await host.Client.SendAsync("GET", "/bucket?delimiter=%2F&max-keys=2");
        var second = await host.Client.SendAsync("GET", "/bucket?delimiter=%2F&max-keys=2&marker=" + first.Value("NextMarker"));

        Assert.Equal(["asdf"], first.Values("Key"));
        Assert.Equal(("true", "boo/", ""), (first.Value("IsTruncated"), first.Value("NextMarker"), first.Value("Marker")));
        Assert.Equal(["cquux/"], second.Xml.Descendants().Where(e => e.Name.LocalName == "CommonPrefixes").Select(e => e.Value));
        Assert.Equal("false", second.Value("IsTruncated"));
        Assert.Null(second.Value("NextMarker"));
    }

    /// <summary>Clients compare the two: both are in whole seconds.</summary>
    [Theory]
    [InlineData("max-keys=1")]
    [InlineData("list-type=2&max-keys=1")]
    [InlineData("versions&max-keys=1")]
    public async Task List_TimeOfAnObject_IsThatOfItsHeader(string query)
    {
        await using var host = await StartAsync();

        var listed = (await host.Client.SendAsync("GET", "/bucket?" + query)).Value("LastModified")!;
        var header = (await host.Client.SendAsync("HEAD", "/bucket/asdf"))["last-modified"]!;

        Assert.EndsWith(".000Z", listed, StringComparison.Ordinal);
        Assert.Equal(DateTimeOffset.Parse(header, CultureInfo.InvariantCulture), DateTimeOffset.Parse(listed, CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("marker=boo%2Fbar")]
    [InlineData("marker=boo%2F")]
    [InlineData("list-type=2&start-after=boo%2Fbar")]
    [InlineData("list-type=2&start-after=boo%2F")]
    public async Task List_StartInsideACommonPrefix_SkipsIt(string start)
    {
        await using var host = await StartAsync();

        var page = await host.Client.SendAsync("GET", "/bucket?delimiter=%2F&" + start);

        Assert.Equal(["cquux/"], page.Xml.Descendants().Where(e => e.Name.LocalName == "CommonPrefixes").Select(e => e.Value));
        Assert.Empty(page.Values("Key"));
    }

    [Fact]
    public async Task ListObjects_WithoutDelimiter_HasNoNextMarkerButOwners()
    {
        await using var host = await StartAsync();

        var page = await host.Client.SendAsync("GET", "/bucket?max-keys=1");

        Assert.Equal("true", page.Value("IsTruncated"));
        Assert.Null(page.Value("NextMarker"));
        Assert.Equal(("alice", "Alice"), (page.Value("ID"), page.Value("DisplayName")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("list-type=2&fetch-owner=true")]
    [InlineData("versions")]
    public async Task Listing_OfNobody_TellsNoOwner(string query)
    {
        await using var host = await StartAsync();
        await host.Client.SendAsync("PUT", "/bucket?versioning", Digests.Utf8("<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>"));
        await host.Client.SendAsync("DELETE", "/bucket/gone");
        await host.Client.SendAsync("PUT", "/bucket?policy", Digests.Utf8("""{"Statement":{"Effect":"Allow","Principal":"*","Action":["s3:ListBucket","s3:ListBucketVersions"],"Resource":"arn:aws:s3:::bucket"}}"""));

        var signed = await host.Client.SendAsync("GET", "/bucket?" + query);
        var nobody = await host.Client.SendAsync(new S3Request("GET", "/bucket?" + query) { Signer = null });

        Assert.Equal((200, signed.Values("Key").Length), (nobody.Status, nobody.Values("Key").Length));
        Assert.NotEmpty(signed.Values("Owner"));
        Assert.Empty(nobody.Values("Owner"));
    }

    [Fact]
    public async Task ListObjectsV2_Tokens_WalkThroughAllKeysOnce()
    {
        await using var host = await StartAsync();
        var seen = new List<string>();
        var token = "";

        do
        {
            var page = await host.Client.SendAsync("GET", "/bucket?list-type=2&max-keys=2&start-after=asdf&continuation-token=" + token);
            seen.AddRange(page.Values("Key"));
            token = page.Value("NextContinuationToken");
            Assert.Null(page.Value("Owner"));
        }
        while (token is not null);

        Assert.Equal(Keys[1..], seen);
    }

    [Theory]
    [InlineData("list-type=2&continuation-token=nonsense")]
    [InlineData("list-type=2&continuation-token=AWFzZGY")]
    [InlineData("max-keys=-1")]
    [InlineData("max-keys=blah")]
    [InlineData("max-keys=2147483648")]
    [InlineData("encoding-type=base64")]
    [InlineData("encoding-type=")]
    [InlineData("list-type=2&encoding-type")]
    [InlineData("versions&encoding-type=")]
    [InlineData("uploads&encoding-type=")]
    [InlineData("prefix=a&prefix=b")]
    [InlineData("versions&version-id-marker=x")]
    [InlineData("uploads&key-marker=a&upload-id-marker=x")]
    public async Task List_BadParameter_IsInvalidArgument(string query)
    {
        await using var host = await StartAsync();

        var response = await host.Client.SendAsync("GET", "/bucket?" + query);

        Assert.Equal((400, "InvalidArgument"), (response.Status, response.Code));
    }

    [Theory]
    [InlineData("")]
    [InlineData("list-type=2&")]
    [InlineData("versions&")]
    public async Task List_MaxKeysZero_IsEmptyAndNotTruncated(string query)
    {
        await using var host = await StartAsync();

        var page = await host.Client.SendAsync("GET", $"/bucket?{query}max-keys=0");

        Assert.Empty(page.Values("Key"));
        Assert.Equal(("false", "0"), (page.Value("IsTruncated"), page.Value("MaxKeys")));
    }

    [Fact]
    public async Task ListObjectsV2_Echoes_WhatWasAskedFor()
    {
        await using var host = await StartAsync();

        var page = await host.Client.SendAsync(
            "GET", "/bucket?list-type=2&encoding-type=url&prefix=b%20o&delimiter=%20&start-after=%C3%A9&continuation-token=&fetch-owner=true&max-keys=5000");

        Assert.Equal(("b%20o", "%20", "%C3%A9"), (page.Value("Prefix"), page.Value("Delimiter"), page.Value("StartAfter")));
        Assert.Equal(("url", "", "1000", "0"), (page.Value("EncodingType"), page.Value("ContinuationToken"), page.Value("MaxKeys"), page.Value("KeyCount")));
    }

    [Fact]
    public async Task ListObjectVersions_OfPlainBucket_ShowsNullVersions()
    {
        await using var host = await StartAsync();

        var page = await host.Client.SendAsync("GET", "/bucket?versions&max-keys=3");
        var rest = await host.Client.SendAsync("GET", "/bucket?versions&version-id-marker=null&key-marker=" + page.Value("NextKeyMarker"));

        Assert.Equal(Keys, page.Values("Key").Concat(rest.Values("Key")));
        Assert.All(page.Values("VersionId"), version => Assert.Equal("null", version));
    }

    [Fact]
    public async Task List_AbsentBucket_IsNoSuchBucket()
    {
        await using var host = await StartAsync();

        Assert.Equal("NoSuchBucket", (await host.Client.SendAsync("GET", "/absent?list-type=2")).Code);
        Assert.Equal("NoSuchBucket", (await host.Client.SendAsync("GET", "/absent?uploads")).Code);
    }

    private static async Task<GatewayHost> StartAsync()
    {
        var host = await GatewayHost.StartWithBucketAsync();
        foreach (var key in Keys) await host.Client.SendAsync("PUT", "/bucket/" + key, [1]);
        return host;
    }
}
