using System.Globalization;
using ObjectStore.Core.Errors;
using ObjectStore.Gateway.Tests.Hosting;

namespace ObjectStore.Gateway.Tests.Operations;

public class CopyAndDeleteTests
{
    [Fact]
    public async Task CopyObject_Copy_KeepsMetadataAndEntityTag()
    {
        await using var host = await StartAsync();

        var copy = await host.Client.SendAsync("PUT", "/bucket/copy", null, ("x-amz-copy-source", "/bucket/s%20%3FversionId?versionId=null"));
        var get = await host.Client.SendAsync("GET", "/bucket/copy");
        var original = await host.Client.SendAsync("GET", "/bucket/s%20%3FversionId");

        Assert.Equal((200, "CopyObjectResult", original["etag"]), (copy.Status, copy.Xml.Name.LocalName, copy.Value("ETag")));
        Assert.Equal(("source", "blue", original["etag"]), (get.Text, get["x-amz-meta-color"], get["etag"]));
    }

    [Fact]
    public async Task CopyObject_Replace_TakesTheMetadataOfTheRequest()
    {
        await using var host = await StartAsync();

        var copy = await host.Client.SendAsync(
            "PUT", "/bucket/s%20%3FversionId", null, ("x-amz-copy-source", "bucket/s%20%3FversionId"), ("x-amz-metadata-directive", "REPLACE"),
            ("x-amz-meta-size", "xl"), ("content-type", "a/b"));
        var get = await host.Client.SendAsync("GET", "/bucket/s%20%3FversionId");

        Assert.Equal(200, copy.Status);
        Assert.Equal(("source", null, "xl", "a/b"), (get.Text, get["x-amz-meta-color"], get["x-amz-meta-size"], get["content-type"]));
    }

    [Theory]
    [InlineData("COPY", 200)]
    [InlineData("REPLACE", 400)]
    public async Task CopyObject_MetadataThatIsTooLarge_IsRefusedWhereItIsTaken(string directive, int status)
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        await host.Client.SendAsync("PUT", "/bucket/source", [1], ("x-amz-meta-a", "b"));

        var copy = await host.Client.SendAsync(
            "PUT", "/bucket/k", null, ("x-amz-copy-source", "bucket/source"), ("x-amz-metadata-directive", directive), ("x-amz-meta-n", new string('v', 2048)));

        Assert.Equal((status, status == 400 ? "MetadataTooLarge" : null), (copy.Status, copy.Code));
        if (status == 200) Assert.Equal("b", (await host.Client.SendAsync("HEAD", "/bucket/k"))["x-amz-meta-a"]);
    }

    [Theory]
    [InlineData("bucket/absent", 404, "NoSuchKey")]
    [InlineData("absent/key", 404, "NoSuchBucket")]
    [InlineData("bucket", 400, "InvalidArgument")]
    [InlineData("bucket/", 400, "InvalidArgument")]
    [InlineData("", 400, "InvalidArgument")]
    [InlineData("Bad_Bucket/k", 400, "InvalidArgument")]
    [InlineData("bucket/k%2", 400, "InvalidArgument")]
    [InlineData("bucket/%FF", 400, "InvalidURI")]
    [InlineData("bucket/s%20%3FversionId?versionId=other", 400, "InvalidArgument")]
    public async Task CopyObject_BadSource_IsRefused(string source, int status, string code)
    {
        await using var host = await StartAsync();

        var response = await host.Client.SendAsync("PUT", "/bucket/copy", null, ("x-amz-copy-source", source));

        Assert.Equal((status, code), (response.Status, response.Code));
        Assert.Equal((1, 1), (host.Index.ObjectCount, host.Data.WriteCount));
    }

    [Theory]
    [InlineData("x-amz-copy-source-if-match", "\"no\"", 412)]
    [InlineData("x-amz-copy-source-if-none-match", "*", 412)]
    [InlineData("x-amz-copy-source-if-modified-since", "Wed, 29 Oct 2994 19:43:31 GMT", 200)]
    [InlineData("x-amz-copy-source-if-unmodified-since", "Sat, 29 Oct 1994 19:43:31 GMT", 412)]
    [InlineData("x-amz-copy-source-if-none-match", "\"no\"", 200)]
    [InlineData("if-none-match", "*", 200)]
    [InlineData("if-none-match", "\"other\"", 200)]
    [InlineData("if-match", "*", 404)]
    [InlineData("x-amz-metadata-directive", "OTHER", 400)]
    [InlineData("x-amz-source-expected-bucket-owner", "bob", 403)]
    public async Task CopyObject_Conditions_AreJudged(string header, string value, int status)
    {
        await using var host = await StartAsync();

        var response = await host.Client.SendAsync("PUT", "/bucket/copy", null, ("x-amz-copy-source", "bucket/s%20%3FversionId"), (header, value));

        Assert.Equal(status, response.Status);
        Assert.Equal(status == 200 ? 2 : 1, host.Data.WriteCount);
    }

    [Theory]
    [InlineData("If-Match", "\"no\"")]
    [InlineData("If-None-Match", "*")]
    [InlineData("If-Modified-Since", "NOW")]
    [InlineData("If-Unmodified-Since", "Sat, 29 Oct 1994 19:43:31 GMT")]
    public async Task CopyObject_ConditionThatFails_IsNamed(string condition, string value)
    {
        await using var host = await StartAsync();
        if (value == "NOW") value = (await host.Client.SendAsync("HEAD", "/bucket/s%20%3FversionId"))["last-modified"]!;

        var response = await host.Client.SendAsync("PUT", "/bucket/copy", null, ("x-amz-copy-source", "bucket/s%20%3FversionId"), ("x-amz-copy-source-" + condition, value));

        Assert.Equal((412, "PreconditionFailed", "x-amz-copy-source-" + condition), (response.Status, response.Code, response.Value("Condition")));
    }

    /// <summary>The header is escaped like a form: what means a plus has to be escaped.</summary>
    [Fact]
    public async Task CopyObject_SourceWithAPlus_IsOneWithASpace()
    {
        await using var host = await StartAsync();
        await host.Client.SendAsync("PUT", "/bucket/a+b", Digests.Utf8("plus"));
        await host.Client.SendAsync("PUT", "/bucket/a%20b", Digests.Utf8("space"));

        await host.Client.SendAsync("PUT", "/bucket/of-space", null, ("x-amz-copy-source", "bucket/a+b"));
        await host.Client.SendAsync("PUT", "/bucket/of-plus", null, ("x-amz-copy-source", "bucket/a%2Bb"));

        Assert.Equal("space", (await host.Client.SendAsync("GET", "/bucket/of-space")).Text);
        Assert.Equal("plus", (await host.Client.SendAsync("GET", "/bucket/of-plus")).Text);
    }

    [Fact]
    public async Task CopyObject_ToItselfWithAStorageClass_IsACopy()
    {
        await using var host = await StartAsync();

        var response = await host.Client.SendAsync("PUT", "/bucket/s%20%3FversionId", null, ("x-amz-copy-source", "bucket/s%20%3FversionId"), ("x-amz-storage-class", "STANDARD"));

        Assert.Equal(200, response.Status);
        Assert.Equal("blue", (await host.Client.SendAsync("HEAD", "/bucket/s%20%3FversionId"))["x-amz-meta-color"]);
    }

    [Fact]
    public async Task CopyObject_ToItselfUnchanged_IsInvalidRequest()
    {
        await using var host = await StartAsync();

        var response = await host.Client.SendAsync("PUT", "/bucket/s%20%3FversionId", null, ("x-amz-copy-source", "bucket/s%20%3FversionId"));

        Assert.Equal((400, "InvalidRequest"), (response.Status, response.Code));
    }

    [Fact]
    public async Task CopyObject_FromBucketOfAnother_IsDenied()
    {
        await using var host = await StartAsync();
        await host.Client.SendAsync(new S3Request("PUT", "/bobs") { Signer = TestIdentities.Bob });

        var response = await host.Client.SendAsync(
            new S3Request("PUT", "/bobs/k") { Signer = TestIdentities.Bob, Headers = [new("x-amz-copy-source", "bucket/s%20%3FversionId")] });

        Assert.Equal((403, "AccessDenied"), (response.Status, response.Code));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task DeleteObjects_SomeKeys_AreDeletedAndReported(bool isQuiet)
    {
        await using var host = await StartAsync();
        await host.Client.SendAsync("PUT", "/bucket/%01", [1]);
        await host.Client.SendAsync("PUT", "/bucket/keep", [1]);

        var response = await DeleteAsync(
            host,
            $"<Delete>{(isQuiet ? "<Quiet>true</Quiet>" : "")}<Object><Key>s ?versionId</Key></Object><Object><Key>&#1;</Key><VersionId>null</VersionId></Object>"
            + "<Object><Key>absent</Key></Object><Object><Key>keep</Key><ETag>\"no\"</ETag></Object><Object><Key>keep</Key><Size>x</Size></Object></Delete>");

        Assert.Equal(200, response.Status);
        Assert.Equal(isQuiet ? 0 : 3, response.Text.Split("<Deleted>").Length - 1);
        Assert.Contains("<Error><Key>keep</Key><Code>PreconditionFailed</Code>", response.Text, StringComparison.Ordinal);
        Assert.Contains("<Error><Key>keep</Key><Code>InvalidArgument</Code>", response.Text, StringComparison.Ordinal);
        Assert.Equal(1, host.Index.ObjectCount);
    }

    [Fact]
    public async Task DeleteObjects_StoreFailsForOne_ReportsEachByItself()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        foreach (var key in new[] { "a", "b", "c" }) await host.Client.SendAsync("PUT", "/bucket/" + key, [1]);
        (host.Index.FailNextCommit, host.Index.FailOnlyPutsOf) = (new StorageException(StorageErrorCode.IndexUnavailable, "cut off"), 'g');

        var response = await DeleteAsync(host, "<Delete><Object><Key>a</Key></Object><Object><Key>b</Key></Object><Object><Key>c</Key></Object></Delete>");

        Assert.Equal(200, response.Status);
        Assert.Equal(["ServiceUnavailable"], response.Values("Code"));
        Assert.Equal((2, 1), (response.Text.Split("<Deleted>").Length - 1, host.Index.ObjectCount));
        Assert.Single(host.Warnings.Of(1070));
    }

    [Fact]
    public async Task DeleteObjects_TagsOfOneCannotBeRead_ReportsEachByItself()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        var objects = "";
        foreach (var key in new[] { "aaa", "bad", "ccc" })
            objects += $"<Object><Key>{key}</Key><ETag>{(await host.Client.SendAsync("PUT", "/bucket/" + key, [1]))["etag"]}</ETag></Object>";
        const string Condition = "{\"StringEquals\":{\"s3:ExistingObjectTag/scan\":\"dirty\"}}";
        const string Statement = "{\"Effect\":\"Deny\",\"Principal\":\"*\",\"Action\":\"s3:GetObject\",\"Resource\":\"arn:aws:s3:::bucket/*\",\"Condition\":" + Condition + "}";
        Assert.Equal(204, (await host.Client.SendAsync("PUT", "/bucket?policy", Digests.Utf8("{\"Statement\":[" + Statement + "]}"))).Status);
        await host.Index.DamageAsync('o', "bad");

        var response = await DeleteAsync(host, $"<Delete>{objects}</Delete>");

        Assert.Equal(200, response.Status);
        Assert.Equal(["aaa", "ccc", "bad"], response.Xml.Elements().OrderByDescending(static answer => answer.Name.LocalName == "Deleted").Select(static answer => answer.Elements().First().Value));
        Assert.Equal((1, 1), (response.Values("Code").Length, host.Index.ObjectCount));
        Assert.Single(host.Warnings.Of(1070));
    }

    [Fact]
    public async Task DeleteObjects_StoreFailsForAll_FailsAsAWhole()
    {
        await using var host = await StartAsync();
        (host.Index.FailNextCommit, host.Index.FailOnlyPutsOf) = (new StorageException(StorageErrorCode.IndexUnavailable, "cut off"), 'g');

        var response = await DeleteAsync(host, "<Delete><Object><Key>s ?versionId</Key></Object></Delete>");

        Assert.Equal((503, "ServiceUnavailable"), (response.Status, response.Code));
        Assert.Equal((0, 1), (host.Warnings.Of(1070).Count, host.Warnings.Of(1001).Count));
    }

    [Fact]
    public async Task DeleteObjects_WhatIsNoVersion_IsNoSuchVersion()
    {
        await using var host = await StartAsync();

        var response = await DeleteAsync(host, "<Delete><Object><Key>s ?versionId</Key><VersionId>none</VersionId></Object></Delete>");

        Assert.Equal((200, "NoSuchVersion", "none"), (response.Status, response.Code, response.Value("VersionId")));
        Assert.Equal(1, host.Index.ObjectCount);
    }

    [Theory]
    [InlineData("x-amz-if-match-size", "1", 204)]
    [InlineData("x-amz-if-match-size", "2", 412)]
    [InlineData("x-amz-if-match-size", "-1", 400)]
    [InlineData("x-amz-if-match-last-modified-time", "NOW", 204)]
    [InlineData("x-amz-if-match-last-modified-time", "Thu, 01 Jan 2015 00:00:00 GMT", 412)]
    [InlineData("x-amz-if-match-last-modified-time", "yesterday", 400)]
    public async Task DeleteObject_TimeAndSize_AreConditions(string header, string value, int status)
    {
        await using var host = await StartAsync();
        await host.Client.SendAsync("PUT", "/bucket/k", [1]);
        if (value == "NOW") value = (await host.Client.SendAsync("HEAD", "/bucket/k"))["last-modified"]!;

        var answer = await host.Client.SendAsync("DELETE", "/bucket/k", null, (header, value));

        Assert.Equal(status, answer.Status);
        Assert.Equal(status == 204 ? 404 : 200, (await host.Client.SendAsync("HEAD", "/bucket/k")).Status);
        Assert.Equal(status == 400 ? 400 : 204, (await host.Client.SendAsync("DELETE", "/bucket/absent", null, (header, value))).Status);
    }

    [Theory]
    [InlineData("<Size>1</Size>", true)]
    [InlineData("<Size>2</Size>", false)]
    [InlineData("<Size>1</Size><LastModifiedTime>2015-01-01T00:00:00Z</LastModifiedTime>", false)]
    public async Task DeleteObjects_TimeAndSize_AreConditions(string condition, bool isDeleted)
    {
        await using var host = await StartAsync();
        await host.Client.SendAsync("PUT", "/bucket/k", [1]);

        var answer = await DeleteAsync(host, $"<Delete><Object><Key>k</Key>{condition}</Object></Delete>");

        Assert.Equal(isDeleted ? [] : ["PreconditionFailed"], answer.Values("Code"));
        Assert.Equal(isDeleted ? 404 : 200, (await host.Client.SendAsync("HEAD", "/bucket/k")).Status);
    }

    /// <summary>A delete marker has no size, and where there is no object none is made by a condition.</summary>
    [Fact]
    public async Task DeleteObject_SizeWhereVersionsAreKept_IsThatOfTheCurrentObject()
    {
        await using var host = await StartAsync();
        await host.Client.SendAsync("PUT", "/bucket?versioning", Digests.Utf8("<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>"));
        var version = (await host.Client.SendAsync("PUT", "/bucket/k", []))["x-amz-version-id"]!;
        var delete = (string target, string size) => host.Client.SendAsync("DELETE", target, null, ("x-amz-if-match-size", size));

        Assert.Equal(412, (await delete("/bucket/k", "1")).Status);
        Assert.Equal("true", (await delete("/bucket/k", "0"))["x-amz-delete-marker"]);
        Assert.Equal(412, (await delete("/bucket/k", "0")).Status);
        Assert.Null((await delete("/bucket/other", "0"))["x-amz-delete-marker"]);
        Assert.Equal(412, (await delete($"/bucket/k?versionId={version}", "1")).Status);
        Assert.Equal(204, (await delete($"/bucket/k?versionId={version}", "0")).Status);
    }

    [Fact]
    public async Task DeleteObjects_BadDocuments_ChangeNothing()
    {
        await using var host = await StartAsync();
        var tooMany = string.Concat(Enumerable.Range(0, 1001).Select(i => $"<Object><Key>{i.ToString(CultureInfo.InvariantCulture)}</Key></Object>"));

        foreach (var document in new[] { "", "<Delete/>", "<Delete><Object/></Delete>", $"<Delete>{tooMany}</Delete>", "<Delete><Object><Key>a</Key></Delete>" })
            Assert.Equal("MalformedXML", (await DeleteAsync(host, document)).Code);

        var bare = await host.Client.SendAsync("POST", "/bucket?delete", Digests.Utf8("<Delete><Object><Key>a</Key></Object></Delete>"));
        Assert.Equal((400, "InvalidRequest"), (bare.Status, bare.Code));
        Assert.Equal(1, host.Index.ObjectCount);
    }

    private static Task<S3Response> DeleteAsync(GatewayHost host, string document)
    {
        var body = Digests.Utf8(document);
        return host.Client.SendAsync("POST", "/bucket?delete", body, ("content-md5", Digests.Md5Base64(body)));
    }

    private static async Task<GatewayHost> StartAsync()
    {
        var host = await GatewayHost.StartWithBucketAsync();
        await host.Client.SendAsync("PUT", "/bucket/s%20%3FversionId", Digests.Utf8("source"), ("x-amz-meta-color", "blue"));
        return host;
    }
}
