using ObjectStore.Gateway.Tests.Hosting;

namespace ObjectStore.Gateway.Tests.Operations;

public sealed class StorageClassTests
{
    private const string Header = "x-amz-storage-class";

    [Fact]
    public async Task PutObject_ClassThatIsOffered_IsStoredInItsPoolAndShown()
    {
        await using var host = await StartAsync();

        var put = await host.Client.SendAsync("PUT", "/bucket/k", [1, 2, 3], (Header, "STANDARD_IA"));
        var head = await host.Client.SendAsync("HEAD", "/bucket/k");
        var list = await host.Client.SendAsync("GET", "/bucket?list-type=2");
        var attributes = await host.Client.SendAsync("GET", "/bucket/k?attributes", null, ("x-amz-object-attributes", "StorageClass"));

        Assert.Equal(200, put.Status);
        Assert.Equal("STANDARD_IA", head[Header]);
        Assert.Equal(("STANDARD_IA", "STANDARD_IA"), (list.Value("StorageClass"), attributes.Value("StorageClass")));
        Assert.Equal(["cold"], host.Data.Pools);
    }

    [Theory]
    [InlineData(null, null, null)]
    [InlineData("STANDARD", null, null)]
    [InlineData("REDUCED_REDUNDANCY", "REDUCED_REDUNDANCY", null)]
    [InlineData("ONEZONE_IA", "ONEZONE_IA", "cheap")]
    public async Task PutObject_AnyClass_IsShownAsItWasSent(string? sent, string? shown, string? pool)
    {
        await using var host = await StartAsync();

        await host.Client.SendAsync("PUT", "/bucket/k", [1], sent is null ? [] : [(Header, sent)]);

        Assert.Equal(shown, (await host.Client.SendAsync("HEAD", "/bucket/k"))[Header]);
        Assert.Equal(shown ?? "STANDARD", (await host.Client.SendAsync("GET", "/bucket")).Value("StorageClass"));
        Assert.Equal([pool], host.Data.Pools);
    }

    [Theory]
    [InlineData("GLACIER")]
    [InlineData("standard_ia")]
    [InlineData("")]
    public async Task AnyWrite_ClassThatIsNotOffered_IsRefusedBeforeTheBody(string name)
    {
        await using var host = await StartAsync();
        await host.Client.SendAsync("PUT", "/bucket/source", [1]);

        var put = await host.Client.SendAsync("PUT", "/bucket/k", [1], (Header, name));
        var copy = await host.Client.SendAsync("PUT", "/bucket/k", null, ("x-amz-copy-source", "bucket/source"), (Header, name));
        var upload = await host.Client.SendAsync("POST", "/bucket/k?uploads", null, (Header, name));

        Assert.Equal(("InvalidStorageClass", "InvalidStorageClass", "InvalidStorageClass"), (put.Code, copy.Code, upload.Code));
        Assert.Equal(name, put.Value("StorageClassRequested"));
        Assert.Equal(1, host.Data.WriteCount);
    }

    [Fact]
    public async Task CopyObject_ClassIsThatOfTheRequest_NotOfTheSource()
    {
        await using var host = await StartAsync();
        await host.Client.SendAsync("PUT", "/bucket/source", [1], (Header, "STANDARD_IA"));

        await host.Client.SendAsync("PUT", "/bucket/plain", null, ("x-amz-copy-source", "bucket/source"));
        await host.Client.SendAsync("PUT", "/bucket/moved", null, ("x-amz-copy-source", "bucket/source"), (Header, "ONEZONE_IA"));

        Assert.Null((await host.Client.SendAsync("HEAD", "/bucket/plain"))[Header]);
        Assert.Equal("ONEZONE_IA", (await host.Client.SendAsync("HEAD", "/bucket/moved"))[Header]);
        Assert.Equal(["cold", null, "cheap"], host.Data.Pools);
    }

    [Fact]
    public async Task CopyObject_ToItself_IsAllowedWithAClass()
    {
        await using var host = await StartAsync();
        await host.Client.SendAsync("PUT", "/bucket/k", [1]);

        var same = await host.Client.SendAsync("PUT", "/bucket/k", null, ("x-amz-copy-source", "bucket/k"), (Header, "STANDARD"));
        var other = await host.Client.SendAsync("PUT", "/bucket/k", null, ("x-amz-copy-source", "bucket/k"), (Header, "STANDARD_IA"));

        Assert.Equal((200, 200), (same.Status, other.Status));
        Assert.Equal("STANDARD_IA", (await host.Client.SendAsync("HEAD", "/bucket/k"))[Header]);
    }

    [Fact]
    public async Task MultipartUpload_OfAClass_StoresItsPartsInThePool()
    {
        await using var host = await StartAsync();
        var part = new byte[5 << 20];
        var created = await host.Client.SendAsync("POST", "/bucket/k?uploads", null, (Header, "STANDARD_IA"));
        var id = created.Value("UploadId");
        var first = await host.Client.SendAsync("PUT", $"/bucket/k?partNumber=1&uploadId={id}", part);
        await host.Client.SendAsync("PUT", "/bucket/source", [7]);
        var second = await host.Client.SendAsync("PUT", $"/bucket/k?partNumber=2&uploadId={id}", null, ("x-amz-copy-source", "bucket/source"));
        var uploads = await host.Client.SendAsync("GET", "/bucket?uploads");
        var parts = await host.Client.SendAsync("GET", $"/bucket/k?uploadId={id}");

        var completed = await host.Client.SendAsync(
            "POST", $"/bucket/k?uploadId={id}",
            Digests.Utf8($"<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>{first["ETag"]}</ETag></Part><Part><PartNumber>2</PartNumber><ETag>{second.Value("ETag")}</ETag></Part></CompleteMultipartUpload>"));

        Assert.Equal(200, completed.Status);
        Assert.Equal(("STANDARD_IA", "STANDARD_IA"), (uploads.Value("StorageClass"), parts.Value("StorageClass")));
        Assert.Equal("STANDARD_IA", (await host.Client.SendAsync("HEAD", "/bucket/k"))[Header]);
        Assert.Equal(["cold", null, "cold"], host.Data.Pools);
    }

    [Fact]
    public async Task GetObject_ClassIsOfferedNoMore_IsServedAndShownAsBefore()
    {
        await using var host = await StartAsync();
        await host.Client.SendAsync("PUT", "/bucket/k", [1, 2], (Header, "STANDARD_IA"));

        await using var without = await host.StartBesideAsync();
        var get = await without.Client.SendAsync("GET", "/bucket/k");

        Assert.Equal((200, "STANDARD_IA"), (get.Status, get[Header]));
        Assert.Equal("InvalidStorageClass", (await without.Client.SendAsync("PUT", "/bucket/k", [1], (Header, "STANDARD_IA"))).Code);
    }

    private static Task<GatewayHost> StartAsync() =>
        GatewayHost.StartWithBucketAsync(("StorageClasses:STANDARD_IA:Pool", "cold"), ("StorageClasses:ONEZONE_IA:Pool", "cheap"));
}
