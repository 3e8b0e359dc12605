using ObjectStore.Gateway.Tests.Hosting;

namespace ObjectStore.Gateway.Tests.Operations;

public sealed class TaggingTests
{
    [Fact]
    public async Task PutObjectTagging_OfAVersion_ChangesOnlyThatOne()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        await host.Client.SendAsync("PUT", "/bucket?versioning", Digests.Utf8("<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>"));
        var old = await host.Client.SendAsync("PUT", "/bucket/k", [1], ("x-amz-tagging", "a=1&b"));
        await host.Client.SendAsync("PUT", "/bucket/k", [2]);

        var put = await host.Client.SendAsync("PUT", "/bucket/k?tagging", Document(("x", "9")));
        var current = await host.Client.SendAsync("GET", "/bucket/k?tagging");
        var before = await host.Client.SendAsync("GET", "/bucket/k?tagging&versionId=" + old["x-amz-version-id"]);
        var head = await host.Client.SendAsync("HEAD", "/bucket/k?versionId=" + old["x-amz-version-id"]);

        Assert.Equal(200, put.Status);
        Assert.Equal(["x=9"], TagsOf(current));
        Assert.Equal(["a=1", "b="], TagsOf(before));
        Assert.Equal("2", head["x-amz-tagging-count"]);
    }

    [Fact]
    public async Task DeleteObjectTagging_ObjectWithTags_LeavesTheObjectWithoutAny()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        await host.Client.SendAsync("PUT", "/bucket/k", Digests.Utf8("body"), ("x-amz-tagging", "a=1"));

        var deleted = await host.Client.SendAsync("DELETE", "/bucket/k?tagging");
        var get = await host.Client.SendAsync("GET", "/bucket/k");

        Assert.Equal(204, deleted.Status);
        Assert.Equal(("body", null), (get.Text, get["x-amz-tagging-count"]));
        Assert.Empty((await host.Client.SendAsync("GET", "/bucket/k?tagging")).Values("Tag"));
        Assert.Equal(404, (await host.Client.SendAsync("DELETE", "/bucket/other?tagging")).Status);
    }

    [Fact]
    public async Task CopyObject_TaggingDirective_DecidesWhoseTagsTheCopyHas()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        await host.Client.SendAsync("PUT", "/bucket/k", [1], ("x-amz-tagging", "a=1"));

        await host.Client.SendAsync("PUT", "/bucket/copied", null, ("x-amz-copy-source", "bucket/k"), ("x-amz-tagging", "b=2"));
        await host.Client.SendAsync("PUT", "/bucket/replaced", null, ("x-amz-copy-source", "bucket/k"), ("x-amz-tagging", "b=2"), ("x-amz-tagging-directive", "REPLACE"));
        var bad = await host.Client.SendAsync("PUT", "/bucket/bad", null, ("x-amz-copy-source", "bucket/k"), ("x-amz-tagging-directive", "KEEP"));

        Assert.Equal(["a"], (await host.Client.SendAsync("GET", "/bucket/copied?tagging")).Values("Key"));
        Assert.Equal(["b"], (await host.Client.SendAsync("GET", "/bucket/replaced?tagging")).Values("Key"));
        Assert.Equal((400, "InvalidArgument"), (bad.Status, bad.Code));
    }

    [Fact]
    public async Task PutObjectTagging_BadValue_IsNamedWithItsKey()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        await host.Client.SendAsync("PUT", "/bucket/k", [1]);

        var put = await host.Client.SendAsync("PUT", "/bucket/k?tagging", Document(("x", "a,b")));

        Assert.Equal((400, "InvalidTag", "x", "a,b"), (put.Status, put.Code, put.Value("TagKey"), put.Value("TagValue")));
    }

    [Fact]
    public async Task PutTagging_WithoutATagSet_RemovesTheTags()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        await host.Client.SendAsync("PUT", "/bucket/k", [1], ("x-amz-tagging", "a=1"));
        await host.Client.SendAsync("PUT", "/bucket?tagging", Document(("a", "1")));

        var ofObject = await host.Client.SendAsync("PUT", "/bucket/k?tagging", Digests.Utf8("<Tagging/>"));
        var ofBucket = await host.Client.SendAsync("PUT", "/bucket?tagging", Digests.Utf8("<Tagging/>"));

        Assert.Equal((200, 200), (ofObject.Status, ofBucket.Status));
        Assert.Empty((await host.Client.SendAsync("GET", "/bucket/k?tagging")).Values("Tag"));
        Assert.Equal("NoSuchTagSet", (await host.Client.SendAsync("GET", "/bucket?tagging")).Code);
    }

    [Theory]
    [InlineData("GET", "tagging")]
    [InlineData("PUT", "tagging")]
    [InlineData("DELETE", "tagging")]
    [InlineData("PUT", "acl")]
    public async Task Request_AboutAKeyWithADeleteMarker_IsNotAllowed(string method, string subresource)
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        await host.Client.SendAsync("PUT", "/bucket?versioning", Digests.Utf8("<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>"));
        await host.Client.SendAsync("PUT", "/bucket/k", [1]);
        var marker = await host.Client.SendAsync("DELETE", "/bucket/k");

        var answer = await host.Client.SendAsync(
            method, "/bucket/k?" + subresource, method == "PUT" && subresource == "tagging" ? Document(("x", "9")) : null, subresource == "acl" && method == "PUT" ? [("x-amz-acl", "private")] : []);

        Assert.Equal((405, "MethodNotAllowed", "DeleteMarker", method), (answer.Status, answer.Code, answer.Value("ResourceType"), answer.Value("Method")));
        Assert.Equal(("DELETE", "true", marker["x-amz-version-id"]), (answer["allow"], answer["x-amz-delete-marker"], answer["x-amz-version-id"]));
    }

    [Fact]
    public async Task BucketTagging_PutGetDelete_RoundTrips()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();

        var none = await host.Client.SendAsync("GET", "/bucket?tagging");
        var put = await host.Client.SendAsync("PUT", "/bucket?tagging", Document(("team", "ü"), ("cost", "1")));
        var get = await host.Client.SendAsync("GET", "/bucket?tagging");
        var deleted = await host.Client.SendAsync("DELETE", "/bucket?tagging");

        Assert.Equal((404, "NoSuchTagSet"), (none.Status, none.Code));
        Assert.Equal((200, 204), (put.Status, deleted.Status));
        Assert.Equal(["cost=1", "team=ü"], TagsOf(get));
        Assert.Equal(404, (await host.Client.SendAsync("GET", "/bucket?tagging")).Status);
    }

    [Fact]
    public async Task BucketTagging_BucketMadeAnew_HasNone()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        await host.Client.SendAsync("PUT", "/bucket?tagging", Document(("a", "1")));

        await host.Client.SendAsync("DELETE", "/bucket");
        await host.Client.SendAsync("PUT", "/bucket");

        Assert.Equal(404, (await host.Client.SendAsync("GET", "/bucket?tagging")).Status);
        Assert.Equal(0, host.Index.Count('S'));
    }

    public static TheoryData<string, string> BadTags => new()
    {
        { "<Tagging><TagSet><Tag><Key>a</Key></Tag></TagSet></Tagging>", "MalformedXML" },
        { "<Tagging><TagSet><Tag><Key/><Value/></Tag></TagSet></Tagging>", "InvalidTag" },
        { "<Tagging><TagSet><Tag><Key>a</Key><Value/></Tag><Tag><Key>a</Key><Value/></Tag></TagSet></Tagging>", "InvalidTag" },
        { "<Tagging><TagSet><Tag><Key>aws:a</Key><Value/></Tag></TagSet></Tagging>", "InvalidTag" },
        { "<Tagging><TagSet><Tag><Key>a#</Key><Value/></Tag></TagSet></Tagging>", "InvalidTag" },
        { Text(Enumerable.Range(0, 11).Select(static i => ($"{i}", "")).ToArray()), "InvalidTag" },
        { Text((new string('k', 129), "")), "InvalidTag" },
        { Text(("k", new string('v', 257))), "InvalidTag" },
        { "", "MalformedXML" },
    };

    [Theory]
    [MemberData(nameof(BadTags))]
    public async Task PutObjectTagging_BadTags_AreRefused(string document, string code)
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        await host.Client.SendAsync("PUT", "/bucket/k", [1], ("x-amz-tagging", "a=1"));

        var response = await host.Client.SendAsync("PUT", "/bucket/k?tagging", Digests.Utf8(document));

        Assert.Equal((400, code), (response.Status, response.Code));
        Assert.Equal(["a"], (await host.Client.SendAsync("GET", "/bucket/k?tagging")).Values("Key"));
    }

    [Fact]
    public async Task PutObjectTagging_LongestAllowed_IsTaken()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        await host.Client.SendAsync("PUT", "/bucket/k", [1]);
        var tags = Enumerable.Range(0, 10).Select(static i => (new string((char)('a' + i), 128), new string('ü', 256))).ToArray();

        var response = await host.Client.SendAsync("PUT", "/bucket/k?tagging", Document(tags));

        Assert.Equal(200, response.Status);
        Assert.Equal(tags.Select(static tag => $"{tag.Item1}={tag.Item2}"), TagsOf(await host.Client.SendAsync("GET", "/bucket/k?tagging")));
    }

    private static IEnumerable<string> TagsOf(S3Response response) => response.Values("Key").Zip(response.Values("Value"), static (key, value) => $"{key}={value}");

    private static byte[] Document(params (string Key, string Value)[] tags) => Digests.Utf8(Text(tags));

    private static string Text(params (string Key, string Value)[] tags) =>
        $"<Tagging><TagSet>{string.Concat(tags.Select(static tag => $"<Tag><Key>{tag.Key}</Key><Value>{tag.Value}</Value></Tag>"))}</TagSet></Tagging>";
}
