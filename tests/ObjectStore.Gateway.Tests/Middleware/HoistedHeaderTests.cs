using ObjectStore.Gateway.Tests.Hosting;

namespace ObjectStore.Gateway.Tests.Middleware;

public sealed class HoistedHeaderTests
{
    [Fact]
    public async Task PresignedPut_HeadersInTheQuery_CountAsHeaders()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();

        var put = await PutAsync(host, "/bucket/k?x-amz-meta-color=dark%20blue&X-Amz-Meta-Size=xl&x-amz-acl=public-read&x-amz-tagging=a%3D1");
        var head = await host.Client.SendAsync("HEAD", "/bucket/k");
        var acl = await host.Client.SendAsync("GET", "/bucket/k?acl");

        Assert.Equal(200, put.Status);
        Assert.Equal(("dark blue", "xl", "1"), (head["x-amz-meta-color"], head["x-amz-meta-size"], head["x-amz-tagging-count"]));
        Assert.Contains("READ", acl.Values("Permission"));
    }

    /// <summary>AWS once left tags in the query out, and some signers therefore sign them as a header; those that do not mean them all the same, and whoever is denied tags is denied these.</summary>
    [Fact]
    public async Task PresignedUrl_TagsInTheQuery_AreThoseOfTheObjectAndNeedWhatTagsNeed()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();

        var put = await PutAsync(host, "/bucket/k?x-amz-tagging=a%3D1%26b%2520c%3D%252F");
        var begun = await host.Client.SendAsync(new S3Request("POST", host.Client.Presigned("POST", "/bucket/u?uploads=&x-amz-tagging=d%3D2")) { Signer = null });
        var upload = begun.Value("UploadId");
        var part = await host.Client.SendAsync("PUT", $"/bucket/u?partNumber=1&uploadId={upload}", [1]);
        var parts = $"<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>{part["etag"]}</ETag></Part></CompleteMultipartUpload>";
        var completed = await host.Client.SendAsync("POST", $"/bucket/u?uploadId={upload}", Digests.Utf8(parts));
        var tags = await host.Client.SendAsync("GET", "/bucket/k?tagging");
        var tagsOfUpload = await host.Client.SendAsync("GET", "/bucket/u?tagging");
        await host.Client.SendAsync("PUT", "/bucket?policy", Digests.Utf8(
            "{\"Statement\":{\"Effect\":\"Deny\",\"Principal\":\"*\",\"Action\":\"s3:PutObjectTagging\",\"Resource\":\"arn:aws:s3:::bucket/*\"}}"));
        var denied = await PutAsync(host, "/bucket/k?x-amz-tagging=a%3D2");

        Assert.Equal((200, 200, 200), (put.Status, begun.Status, completed.Status));
        Assert.Equal(["a", "b c", "1", "/"], [.. tags.Values("Key"), .. tags.Values("Value")]);
        Assert.Equal(("d", "2"), (tagsOfUpload.Value("Key"), tagsOfUpload.Value("Value")));
        Assert.Equal((403, "AccessDenied"), (denied.Status, denied.Code));
        Assert.Equal("1", (await host.Client.SendAsync("GET", "/bucket/k?tagging")).Values("Value").First());
    }

    /// <summary>Who uses the URL need not sign these headers, and must not be able to replace what its signer wants.</summary>
    [Theory]
    [InlineData("If-None-Match=%2A", "if-none-match", "\"other\"")]
    [InlineData("If-Match=d41d8cd98f00b204e9800998ecf8427e", "if-match", "*")]
    public async Task PresignedPut_ConditionInTheQuery_HoldsWhateverIsSent(string condition, string header, string sent)
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        await host.Client.SendAsync("PUT", "/bucket/k", Digests.Utf8("first"));

        var put = await PutAsync(host, "/bucket/k?" + condition);
        var replaced = await PutAsync(host, "/bucket/k?" + condition, (header, sent));

        Assert.Equal((412, 412), (put.Status, replaced.Status));
        Assert.Equal("first", (await host.Client.SendAsync("GET", "/bucket/k")).Text);
    }

    [Fact]
    public async Task PresignedPut_CopySourceInTheQuery_Copies()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        await host.Client.SendAsync("PUT", "/bucket/k", Digests.Utf8("first"));

        var copy = await host.Client.SendAsync(new S3Request("PUT", host.Client.Presigned("PUT", "/bucket/copy?x-amz-copy-source=bucket%2Fk")) { Signer = null });

        Assert.Equal((200, "CopyObjectResult"), (copy.Status, copy.Xml.Name.LocalName));
        Assert.Equal("first", (await host.Client.SendAsync("GET", "/bucket/copy")).Text);
    }

    /// <summary>The JavaScript SDK signs the checksum of no body, as it has none.</summary>
    [Fact]
    public async Task PresignedPut_ChecksumInTheQuery_IsLeftOut()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();

        var put = await PutAsync(host, "/bucket/k?x-amz-checksum-crc32=AAAAAA%3D%3D&x-amz-sdk-checksum-algorithm=CRC32");

        Assert.Equal(200, put.Status);
        Assert.NotNull(put["x-amz-checksum-crc64nvme"]);
    }

    [Theory]
    [InlineData("1B2M2Y8AsgTpgAmY7PhCfg%3D%3D", 400)]
    [InlineData("VaVACK0bpYmqIQ0mKcHfQQ%3D%3D", 200)]
    public async Task PresignedPut_Md5InTheQuery_IsThatOfTheBody(string md5, int status)
    {
        await using var host = await GatewayHost.StartWithBucketAsync();

        Assert.Equal(status, (await PutAsync(host, "/bucket/k?Content-MD5=" + md5)).Status);
    }

    [Fact]
    public async Task PresignedPut_ValueThatNoHeaderCouldHave_IsRefused()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();

        var put = await PutAsync(host, "/bucket/k?x-amz-meta-color=a%0D%0Ab");

        Assert.Equal((400, "InvalidArgument"), (put.Status, put.Code));
        Assert.Equal(0, host.Index.ObjectCount);
    }

    [Fact]
    public async Task PresignedPut_AnotherValueThanWasSigned_IsNoSignature()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        var target = host.Client.Presigned("PUT", "/bucket/k?x-amz-meta-color=blue").Replace("=blue", "=red", StringComparison.Ordinal);

        var put = await host.Client.SendAsync(new S3Request("PUT", target) { Signer = null, Body = [1] });

        Assert.Equal((403, "SignatureDoesNotMatch"), (put.Status, put.Code));
    }

    [Fact]
    public async Task Put_SignedInItsHeader_HasNoHeadersInItsQuery()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();

        var put = await host.Client.SendAsync("PUT", "/bucket/k?x-amz-meta-color=blue", [1]);

        Assert.Equal(200, put.Status);
        Assert.Null((await host.Client.SendAsync("HEAD", "/bucket/k"))["x-amz-meta-color"]);
    }

    private static Task<S3Response> PutAsync(GatewayHost host, string target, params (string Name, string Value)[] headers) => host.Client.SendAsync(
        new S3Request("PUT", host.Client.Presigned("PUT", target)) { Signer = null, Body = [1], UnsignedHeaders = [.. headers.Select(h => KeyValuePair.Create(h.Name, h.Value))] });
}
