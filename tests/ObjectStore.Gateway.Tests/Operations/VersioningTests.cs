using ObjectStore.Gateway.Tests.Hosting;
using ObjectStore.Testing;

namespace ObjectStore.Gateway.Tests.Operations;

public sealed class VersioningTests
{
    private const string Versioning = "/bucket?versioning";

    [Fact]
    public async Task PutBucketVersioning_Enabled_IsShownAndWritesKeepWhatTheyCover()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        await host.Client.SendAsync("PUT", "/bucket/k", Digests.Utf8("zero"));

        var enabled = await SetAsync(host, "Enabled");
        var first = await host.Client.SendAsync("PUT", "/bucket/k", Digests.Utf8("one"));
        var second = await host.Client.SendAsync("PUT", "/bucket/k", Digests.Utf8("two"));

        Assert.Equal(200, enabled.Status);
        Assert.Equal("Enabled", (await host.Client.SendAsync("GET", Versioning)).Value("Status"));
        Assert.NotEqual(first["x-amz-version-id"], second["x-amz-version-id"]);
        Assert.Equal("two", (await host.Client.SendAsync("GET", "/bucket/k")).Text);
        Assert.Equal("one", (await host.Client.SendAsync("GET", "/bucket/k?versionId=" + first["x-amz-version-id"])).Text);
        var before = await host.Client.SendAsync("GET", "/bucket/k?versionId=null");
        Assert.Equal(("zero", "null"), (before.Text, before["x-amz-version-id"]));
    }

    [Fact]
    public async Task DeleteObject_Enabled_CoversWithAMarkerThatCanBeRemoved()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        await SetAsync(host, "Enabled");
        var put = await host.Client.SendAsync("PUT", "/bucket/k", Digests.Utf8("one"));

        var deleted = await host.Client.SendAsync("DELETE", "/bucket/k");
        var gone = await host.Client.SendAsync("GET", "/bucket/k");
        var marker = deleted["x-amz-version-id"];
        var named = await host.Client.SendAsync("GET", "/bucket/k?versionId=" + marker);
        var listed = await host.Client.SendAsync("GET", "/bucket");
        var removed = await host.Client.SendAsync("DELETE", "/bucket/k?versionId=" + marker);

        Assert.Equal((204, "true"), (deleted.Status, deleted["x-amz-delete-marker"]));
        Assert.Equal((404, "NoSuchKey", "true", marker), (gone.Status, gone.Code, gone["x-amz-delete-marker"], gone["x-amz-version-id"]));
        Assert.Equal((405, "MethodNotAllowed", "true"), (named.Status, named.Code, named["x-amz-delete-marker"]));
        Assert.Empty(listed.Values("Key"));
        Assert.Equal((204, "true", marker), (removed.Status, removed["x-amz-delete-marker"], removed["x-amz-version-id"]));
        var back = await host.Client.SendAsync("GET", "/bucket/k");
        Assert.Equal(("one", put["x-amz-version-id"]), (back.Text, back["x-amz-version-id"]));
    }

    [Fact]
    public async Task GetObjectAcl_OfAKeyWithADeleteMarker_HasNoObjectToTellOf()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        await SetAsync(host, "Enabled");
        await host.Client.SendAsync("PUT", "/bucket/k", [1]);
        var marker = (await host.Client.SendAsync("DELETE", "/bucket/k"))["x-amz-version-id"];

        var current = await host.Client.SendAsync("GET", "/bucket/k?acl");
        var named = await host.Client.SendAsync("GET", "/bucket/k?acl&versionId=" + marker);

        Assert.Equal((404, "NoSuchKey", "true", marker), (current.Status, current.Code, current["x-amz-delete-marker"], current["x-amz-version-id"]));
        Assert.Equal((405, "MethodNotAllowed", "true", marker), (named.Status, named.Code, named["x-amz-delete-marker"], named["x-amz-version-id"]));
    }

    [Fact]
    public async Task GetObjectAcl_SaysWhichVersionItIsOf()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        await host.Client.SendAsync("PUT", "/bucket/k", [1]);
        var before = await host.Client.SendAsync("GET", "/bucket/k?acl");
        await SetAsync(host, "Enabled");
        var version = (await host.Client.SendAsync("PUT", "/bucket/k", [2]))["x-amz-version-id"];

        var current = await host.Client.SendAsync("GET", "/bucket/k?acl");
        var named = await host.Client.SendAsync("GET", "/bucket/k?acl&versionId=" + version);
        var unnamed = await host.Client.SendAsync("GET", "/bucket/k?acl&versionId=null");

        Assert.NotNull(version);
        Assert.Equal((null, version, version, "null"), (before["x-amz-version-id"], current["x-amz-version-id"], named["x-amz-version-id"], unnamed["x-amz-version-id"]));
    }

    [Fact]
    public async Task Writes_Suspended_ReplaceTheNullVersionOnly()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        await SetAsync(host, "Enabled");
        var kept = await host.Client.SendAsync("PUT", "/bucket/k", Digests.Utf8("kept"));
        await SetAsync(host, "Suspended");

        var first = await host.Client.SendAsync("PUT", "/bucket/k", Digests.Utf8("first"));
        await host.Client.SendAsync("PUT", "/bucket/k", Digests.Utf8("second"));
        var list = await host.Client.SendAsync("GET", "/bucket?versions");
        var deleted = await host.Client.SendAsync("DELETE", "/bucket/k");

        Assert.Null(first["x-amz-version-id"]);
        Assert.Equal(["null", kept["x-amz-version-id"]!], list.Values("VersionId"));
        Assert.Equal(("null", "true"), (deleted["x-amz-version-id"], deleted["x-amz-delete-marker"]));
        Assert.Equal("kept", (await host.Client.SendAsync("GET", "/bucket/k?versionId=" + kept["x-amz-version-id"])).Text);
        Assert.Equal(405, (await host.Client.SendAsync("GET", "/bucket/k?versionId=null")).Status);
    }

    [Fact]
    public async Task ListObjectVersions_InPages_GivesEveryVersionOnce()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        await host.Client.SendAsync("PUT", "/bucket/b", [0]);
        await SetAsync(host, "Enabled");
        foreach (var key in new[] { "a", "a", "a", "b", "c", "c" }) await host.Client.SendAsync("PUT", "/bucket/" + key, [1]);
        await host.Client.SendAsync("DELETE", "/bucket/c");

        var found = new List<string>();
        var target = "/bucket?versions&max-keys=2";
        while (true)
        {
            var page = await host.Client.SendAsync("GET", target);
            found.AddRange(page.Values("Key").Zip(page.Values("VersionId"), page.Values("IsLatest")).Select(static item => $"{item.First} {item.Second == "null"} {item.Third}"));
            if (page.Value("IsTruncated") == "false") break;
            target = $"/bucket?versions&max-keys=2&key-marker={page.Value("NextKeyMarker")}&version-id-marker={page.Value("NextVersionIdMarker")}";
        }

        Assert.Equal(
            ["a False true", "a False false", "a False false", "b False true", "b True false", "c False true", "c False false", "c False false"], found);
    }

    [Fact]
    public async Task DeleteObject_VersionThatIsNotThere_IsNamedInTheAnswer()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        await SetAsync(host, "Enabled");
        var version = (await host.Client.SendAsync("PUT", "/bucket/k", [1]))["x-amz-version-id"];
        await host.Client.SendAsync("DELETE", "/bucket/k?versionId=" + version);

        var again = await host.Client.SendAsync("DELETE", "/bucket/k?versionId=" + version);
        var unnamed = await host.Client.SendAsync("DELETE", "/bucket/k?versionId=null");

        Assert.Equal((204, version, null), (again.Status, again["x-amz-version-id"], again["x-amz-delete-marker"]));
        Assert.Equal((204, "null"), (unnamed.Status, unnamed["x-amz-version-id"]));
    }

    [Fact]
    public async Task UploadPartCopy_OfTheNullVersion_SaysSoInABucketWithoutVersions()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        await host.Client.SendAsync("PUT", "/bucket/source", [1]);
        var id = (await host.Client.SendAsync("POST", "/bucket/k?uploads")).Value("UploadId");

        var named = await host.Client.SendAsync("PUT", $"/bucket/k?partNumber=1&uploadId={id}", null, ("x-amz-copy-source", "bucket/source?versionId=null"));
        var plain = await host.Client.SendAsync("PUT", $"/bucket/k?partNumber=1&uploadId={id}", null, ("x-amz-copy-source", "bucket/source"));

        Assert.Equal((200, "null"), (named.Status, named["x-amz-copy-source-version-id"]));
        Assert.Equal((200, null), (plain.Status, plain["x-amz-copy-source-version-id"]));
    }

    [Fact]
    public async Task DeleteObjects_WithVersions_SaysWhatBecameOfEach()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        await SetAsync(host, "Enabled");
        var put = await host.Client.SendAsync("PUT", "/bucket/k", [1]);
        var id = put["x-amz-version-id"];
        var body = Digests.Utf8($"<Delete><Object><Key>k</Key></Object><Object><Key>k</Key><VersionId>{id}</VersionId></Object><Object><Key>k</Key><VersionId>x</VersionId></Object></Delete>");

        var answer = await host.Client.SendAsync("POST", "/bucket?delete", body, ("Content-MD5", Digests.Md5Base64(body)));

        Assert.Equal(200, answer.Status);
        Assert.Equal(["true"], answer.Values("DeleteMarker"));
        Assert.Equal([id!, "x"], answer.Values("VersionId"));
        Assert.Equal(["NoSuchVersion"], answer.Values("Code"));
        Assert.Single((await host.Client.SendAsync("GET", "/bucket?versions")).Values("VersionId"));
    }

    [Fact]
    public async Task CopyObject_OfAVersion_CopiesThatOneAndSaysSo()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        await SetAsync(host, "Enabled");
        var old = await host.Client.SendAsync("PUT", "/bucket/k", Digests.Utf8("old"));
        await host.Client.SendAsync("PUT", "/bucket/k", Digests.Utf8("new"));
        var marker = await host.Client.SendAsync("DELETE", "/bucket/other");

        var copy = await host.Client.SendAsync("PUT", "/bucket/k", null, ("x-amz-copy-source", "bucket/k?versionId=" + old["x-amz-version-id"]));
        var absent = await host.Client.SendAsync("PUT", "/bucket/x", null, ("x-amz-copy-source", "bucket/k?versionId=" + marker["x-amz-version-id"]));
        var ofMarker = await host.Client.SendAsync("PUT", "/bucket/x", null, ("x-amz-copy-source", "bucket/other?versionId=" + marker["x-amz-version-id"]));

        Assert.Equal((200, old["x-amz-version-id"]), (copy.Status, copy["x-amz-copy-source-version-id"]));
        Assert.Equal("old", (await host.Client.SendAsync("GET", "/bucket/k")).Text);
        Assert.Equal((404, "NoSuchVersion"), (absent.Status, absent.Code));
        Assert.Equal((400, "InvalidRequest"), (ofMarker.Status, ofMarker.Code));
    }

    [Fact]
    public async Task CopyObject_WhileSuspended_NamesTheNullVersionItMadeAndNotThatOfTheSource()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        await host.Client.SendAsync("PUT", "/bucket/k", [1]);
        await SetAsync(host, "Suspended");

        var put = await host.Client.SendAsync("PUT", "/bucket/other", [1]);
        var copy = await host.Client.SendAsync("PUT", "/bucket/copy", null, ("x-amz-copy-source", "bucket/k"));
        var ofNamed = await host.Client.SendAsync("PUT", "/bucket/copy", null, ("x-amz-copy-source", "bucket/k?versionId=null"));

        Assert.Equal((200, null), (put.Status, put["x-amz-version-id"]));
        Assert.Equal((200, "null", null), (copy.Status, copy["x-amz-version-id"], copy["x-amz-copy-source-version-id"]));
        Assert.Equal((200, "null", "null"), (ofNamed.Status, ofNamed["x-amz-version-id"], ofNamed["x-amz-copy-source-version-id"]));
    }

    [Theory]
    [InlineData("<VersioningConfiguration/>", 400, "IllegalVersioningConfigurationException")]
    [InlineData("<VersioningConfiguration><Status>Off</Status></VersioningConfiguration>", 400, "MalformedXML")]
    [InlineData("<VersioningConfiguration><Status>Enabled</Status><Other/></VersioningConfiguration>", 400, "MalformedXML")]
    [InlineData("<VersioningConfiguration><Status>Enabled</Status><MfaDelete>Enabled</MfaDelete></VersioningConfiguration>", 501, "NotImplemented")]
    [InlineData("<VersioningConfiguration><Status>Enabled</Status><ExcludedPrefixes><Prefix>tmp/</Prefix></ExcludedPrefixes></VersioningConfiguration>", 501, "NotImplemented")]
    [InlineData("<VersioningConfiguration><Status>Enabled</Status><ExcludeFolders>true</ExcludeFolders></VersioningConfiguration>", 501, "NotImplemented")]
    [InlineData("", 400, "MalformedXML")]
    public async Task PutBucketVersioning_BadDocument_IsRefusedAndChangesNothing(string document, int status, string code)
    {
        await using var host = await GatewayHost.StartWithBucketAsync();

        var response = await host.Client.SendAsync("PUT", Versioning, Digests.Utf8(document));

        Assert.Equal((status, code), (response.Status, response.Code));
        Assert.Null((await host.Client.SendAsync("GET", Versioning)).Value("Status"));
    }

    [Theory]
    [InlineData("GET", "x", 400, "InvalidArgument")]
    [InlineData("DELETE", "x", 400, "InvalidArgument")]
    [InlineData("GET", "00000000000000000000000000000001", 404, "NoSuchVersion")]
    [InlineData("DELETE", "00000000000000000000000000000001", 204, null)]
    public async Task Request_VersionThatIsNotThere_HasItsAnswer(string method, string version, int status, string? code)
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        await SetAsync(host, "Enabled");
        await host.Client.SendAsync("PUT", "/bucket/k", [1]);

        var response = await host.Client.SendAsync(method, "/bucket/k?versionId=" + version);

        Assert.Equal((status, code), (response.Status, response.Code));
        Assert.Equal(200, (await host.Client.SendAsync("GET", "/bucket/k")).Status);
    }

    [Fact]
    public async Task PutAndGetObject_BucketWithoutVersions_CostOneReadAndOneCommitEach()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        await host.Client.SendAsync("PUT", "/bucket/k", [1]);

        var put = () => host.Client.SendAsync("PUT", "/bucket/k", [2]);
        var get = () => host.Client.SendAsync("GET", "/bucket/k");
        var ofObjects = () => host.Index.ObjectOperationCount;

        Assert.Equal((2, 1, 0), (await CostAsync(ofObjects, put), await CostAsync(ofObjects, get), host.Index.VersionCount));
        await CostsNoMoreAsync(host, put, 2);
        await CostsNoMoreAsync(host, get, 1);
    }

    [Fact]
    public async Task DeleteBucket_WithOnlyADeleteMarker_IsNotEmpty()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        await SetAsync(host, "Enabled");
        var marker = await host.Client.SendAsync("DELETE", "/bucket/k");

        var refused = await host.Client.SendAsync("DELETE", "/bucket");
        await host.Client.SendAsync("DELETE", "/bucket/k?versionId=" + marker["x-amz-version-id"]);
        var deleted = await host.Client.SendAsync("DELETE", "/bucket");

        Assert.Equal((409, "BucketNotEmpty"), (refused.Status, refused.Code));
        Assert.Equal(204, deleted.Status);
    }

    /// <summary>What a request costs the index.</summary>
    private static async Task<int> CostAsync(Func<int> operationCount, Func<Task> request)
    {
        var before = operationCount();
        await request();
        return operationCount() - before;
    }

    /// <summary>Tries until a request costs the index that and nothing beside: now and then one finds the lease of the configurations over, and reads the stamp.</summary>
    private static async Task CostsNoMoreAsync(GatewayHost host, Func<Task> request, int cost)
    {
        var least = int.MaxValue;
        await Wait.UntilAsync(
            async () => (least = Math.Min(least, await CostAsync(() => host.Index.OperationCount, request))) == cost,
            () => $"a request that costs the index {cost} operations; the least was {least}");
    }

    private static Task<S3Response> SetAsync(GatewayHost host, string status) => host.Client.SendAsync(
        "PUT", Versioning, Digests.Utf8($"<VersioningConfiguration xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Status>{status}</Status></VersioningConfiguration>"));
}
