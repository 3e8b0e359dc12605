using ObjectStore.Gateway.Tests.Hosting;
using ObjectStore.S3.Auth;

namespace ObjectStore.Gateway.Tests.Authorization;

/// <summary>Condition keys of requests that are about more than their address says: copies and deletions of many. Alice owns the bucket.</summary>
public class ConditionKeyTests
{
    [Fact]
    public async Task CopySource_VersionId_IsThatOfTheSource()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        var (first, second) = await PutVersionsAsync(host);
        await SendAsync(host, "PUT", "/bobs-bucket", TestIdentities.Bob);
        await PutPolicyAsync(host, Statement("Allow", "s3:GetObjectVersion", $"\"StringEquals\":{{\"s3:VersionId\":\"{first}\"}}"));

        Assert.Equal(200, (await CopyAsync(host, $"bucket/k?versionId={first}")).Status);
        Assert.Equal(403, (await CopyAsync(host, $"bucket/k?versionId={second}")).Status);
    }

    [Theory]
    [InlineData("aws:ResourceAccount")]
    [InlineData("s3:ResourceAccount")]
    public async Task CopySource_ResourceAccount_IsThatOfTheSource(string key)
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        await host.Client.SendAsync("PUT", "/bucket/k", [1]);
        await SendAsync(host, "PUT", "/bobs-bucket", TestIdentities.Bob);
        await PutPolicyAsync(host, Statement("Allow", "s3:GetObject", $"\"StringEquals\":{{\"{key}\":\"alice\"}}"));

        Assert.Equal(200, (await CopyAsync(host, "bucket/k")).Status);
    }

    [Fact]
    public async Task DeleteObjects_VersionId_IsThatOfEachKey()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        var (first, second) = await PutVersionsAsync(host);
        await PutPolicyAsync(host, Statement("Deny", "s3:DeleteObjectVersion", $"\"StringEquals\":{{\"s3:VersionId\":\"{first}\"}}"));
        var body = Digests.Utf8($"<Delete><Object><Key>k</Key><VersionId>{first}</VersionId></Object><Object><Key>k</Key><VersionId>{second}</VersionId></Object></Delete>");

        var answer = await host.Client.SendAsync("POST", "/bucket?delete", body, ("content-md5", Digests.Md5Base64(body)));

        Assert.Equal(["AccessDenied"], answer.Values("Code"));
        Assert.Equal(200, (await host.Client.SendAsync("GET", $"/bucket/k?versionId={first}")).Status);
        Assert.Equal(404, (await host.Client.SendAsync("GET", $"/bucket/k?versionId={second}")).Status);
    }

    /// <summary>A copy that keeps the tags of its source asks for no tags, whatever its headers say.</summary>
    [Fact]
    public async Task RequestObjectTag_CopyThatKeepsTags_HasNone()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        await host.Client.SendAsync("PUT", "/bucket/k", [1]);
        await PutPolicyAsync(host, Statement("Deny", "s3:PutObject", "\"StringEquals\":{\"s3:RequestObjectTag/a\":\"b\"}"));
        var copy = (string directive) => host.Client.SendAsync(
            "PUT", "/bucket/copy", null, ("x-amz-copy-source", "bucket/k"), ("x-amz-tagging", "a=b"), ("x-amz-tagging-directive", directive));

        Assert.Equal(200, (await copy("COPY")).Status);
        Assert.Equal(403, (await copy("REPLACE")).Status);
    }

    [Theory]
    [InlineData("s3:GetObject", "GET", "")]
    [InlineData("s3:GetObject", "HEAD", "")]
    [InlineData("s3:GetObjectTagging", "GET", "?tagging")]
    [InlineData("s3:GetObjectAcl", "GET", "?acl")]
    [InlineData("s3:DeleteObjectTagging", "DELETE", "?tagging")]
    public async Task ExistingObjectTag_OfTheObject_Decides(string action, string method, string subresource)
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        await host.Client.SendAsync("PUT", "/bucket/public", [1], ("x-amz-tagging", "security=public&a=b"));
        await host.Client.SendAsync("PUT", "/bucket/private", [1], ("x-amz-tagging", "security=private"));
        await host.Client.SendAsync("PUT", "/bucket/bare", [1], ("x-amz-tagging", "Security=public"));
        await PutPolicyAsync(host, Statement("Allow", action, "\"StringEquals\":{\"s3:ExistingObjectTag/security\":\"public\"}"));

        Assert.InRange((await SendAsync(host, method, "/bucket/public" + subresource, TestIdentities.Bob)).Status, 200, 204);
        foreach (var key in new[] { "private", "bare", "absent" }) Assert.Equal(403, (await SendAsync(host, method, $"/bucket/{key}{subresource}", TestIdentities.Bob)).Status);
    }

    [Fact]
    public async Task ExistingObjectTag_OfVersionsAndSources_IsTheirOwn()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        var (first, second) = await PutVersionsAsync(host);
        await host.Client.SendAsync("PUT", $"/bucket/k?tagging&versionId={first}", Digests.Utf8("<Tagging><TagSet><Tag><Key>a</Key><Value>b</Value></Tag></TagSet></Tagging>"));
        await SendAsync(host, "PUT", "/bobs-bucket", TestIdentities.Bob);
        await PutPolicyAsync(host, Statement("Allow", "s3:GetObject*", "\"StringEquals\":{\"s3:ExistingObjectTag/a\":\"b\"}"));

        Assert.Equal(200, (await SendAsync(host, "GET", $"/bucket/k?versionId={first}", TestIdentities.Bob)).Status);
        Assert.Equal(403, (await SendAsync(host, "GET", $"/bucket/k?versionId={second}", TestIdentities.Bob)).Status);
        Assert.Equal(403, (await SendAsync(host, "GET", "/bucket/k", TestIdentities.Bob)).Status);
        Assert.Equal(200, (await CopyAsync(host, $"bucket/k?versionId={first}")).Status);
        Assert.Equal(403, (await CopyAsync(host, "bucket/k")).Status);
    }

    private static string Statement(string effect, string action, string condition) =>
        $"{{\"Statement\":[{{\"Effect\":\"{effect}\",\"Principal\":\"*\",\"Action\":\"{action}\",\"Resource\":\"arn:aws:s3:::bucket/*\",\"Condition\":{{{condition}}}}}]}}";

    private static async Task PutPolicyAsync(GatewayHost host, string policy) =>
        Assert.Equal(204, (await host.Client.SendAsync("PUT", "/bucket?policy", Digests.Utf8(policy))).Status);

    private static async Task<(string First, string Second)> PutVersionsAsync(GatewayHost host)
    {
        await host.Client.SendAsync("PUT", "/bucket?versioning", Digests.Utf8("<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>"));
        var first = (await host.Client.SendAsync("PUT", "/bucket/k", [1]))["x-amz-version-id"]!;
        return (first, (await host.Client.SendAsync("PUT", "/bucket/k", [2]))["x-amz-version-id"]!);
    }

    private static Task<S3Response> CopyAsync(GatewayHost host, string source) =>
        host.Client.SendAsync(new S3Request("PUT", "/bobs-bucket/copy") { Signer = TestIdentities.Bob, Headers = [new("x-amz-copy-source", source)] });

    private static Task<S3Response> SendAsync(GatewayHost host, string method, string target, Identity? signer) =>
        host.Client.SendAsync(new S3Request(method, target) { Signer = signer });
}
