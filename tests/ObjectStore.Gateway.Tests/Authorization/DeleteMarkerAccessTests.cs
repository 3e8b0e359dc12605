using ObjectStore.Gateway.Tests.Hosting;
using ObjectStore.S3.Auth;

namespace ObjectStore.Gateway.Tests.Authorization;

/// <summary>Only who may list a bucket, or read the version, is told that there is a delete marker. Alice owns the bucket.</summary>
public class DeleteMarkerAccessTests
{
    [Fact]
    public async Task DeleteMarker_NamedByAStranger_IsNotTold()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        var marker = await PutMarkerAsync(host);

        var named = await SendAsync(host, "GET", $"/bucket/k?versionId={marker}", TestIdentities.Bob);
        var unnamed = await SendAsync(host, "GET", "/bucket/k", TestIdentities.Bob);
        var attributes = await SendAsync(host, "GET", $"/bucket/k?attributes&versionId={marker}", TestIdentities.Bob, ("x-amz-object-attributes", "ETag"));
        var owner = await host.Client.SendAsync("GET", $"/bucket/k?versionId={marker}");

        Assert.Equal((403, 403, 403, 405), (named.Status, unnamed.Status, attributes.Status, owner.Status));
        Assert.All([named, unnamed, attributes], answer => Assert.Null(answer["x-amz-delete-marker"]));
        Assert.Equal("true", owner["x-amz-delete-marker"]);
    }

    [Theory]
    [InlineData("s3:GetObjectVersion", "/*", 405)]
    [InlineData("s3:ListBucket", "", 405)]
    [InlineData("s3:GetObject", "/*", 403)]
    public async Task DeleteMarker_NamedByOneWithAPolicy_IsToldToWhoMayKnow(string action, string suffix, int status)
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        var marker = await PutMarkerAsync(host);
        var policy = $"{{\"Statement\":[{{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"{action}\",\"Resource\":\"arn:aws:s3:::bucket{suffix}\"}}]}}";
        Assert.Equal(204, (await host.Client.SendAsync("PUT", "/bucket?policy", Digests.Utf8(policy))).Status);

        Assert.Equal(status, (await SendAsync(host, "GET", $"/bucket/k?versionId={marker}", TestIdentities.Bob)).Status);
    }

    [Fact]
    public async Task DeleteMarker_AsACopySource_IsToldToTheOwnerAlone()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        var marker = await PutMarkerAsync(host);
        await SendAsync(host, "PUT", "/bobs-bucket", TestIdentities.Bob);

        var bob = await host.Client.SendAsync(
            new S3Request("PUT", "/bobs-bucket/copy") { Signer = TestIdentities.Bob, Headers = [new("x-amz-copy-source", $"bucket/k?versionId={marker}")] });
        var owner = await host.Client.SendAsync("PUT", "/bucket/copy", null, ("x-amz-copy-source", $"bucket/k?versionId={marker}"));

        Assert.Equal((403, "AccessDenied"), (bob.Status, bob.Code));
        Assert.Equal((400, "InvalidRequest"), (owner.Status, owner.Code));
    }

    private static async Task<string> PutMarkerAsync(GatewayHost host)
    {
        await host.Client.SendAsync("PUT", "/bucket?versioning", Digests.Utf8("<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>"));
        await host.Client.SendAsync("PUT", "/bucket/k", [1]);
        return (await host.Client.SendAsync("DELETE", "/bucket/k"))["x-amz-version-id"]!;
    }

    private static Task<S3Response> SendAsync(GatewayHost host, string method, string target, Identity? signer, params (string Name, string Value)[] headers) =>
        host.Client.SendAsync(new S3Request(method, target) { Signer = signer, Headers = [.. headers.Select(static header => KeyValuePair.Create(header.Name, header.Value))] });
}
