using ObjectStore.Gateway.Tests.Hosting;
using ObjectStore.S3.Auth;

namespace ObjectStore.Gateway.Tests.Authorization;

/// <summary>Requests that need more than one action: locks and tags with a write, attributes. Alice owns the bucket.</summary>
public class FurtherActionTests
{
    private const string Hold = "x-amz-object-lock-legal-hold";
    private const string Until = "2099-01-01T00:00:00Z";

    /// <summary>What Bob may, and what becomes of his writes with a legal hold, with a retention, with tags, with a list.</summary>
    [Theory]
    [InlineData("\"s3:PutObject\"", "", 403, 403, 200, 200)]
    [InlineData("\"s3:PutObject\",\"s3:PutObjectLegalHold\"", "", 200, 403, 200, 200)]
    [InlineData("\"s3:PutObject\",\"s3:PutObjectRetention\"", "", 403, 200, 200, 200)]
    [InlineData("\"s3:*\"", "s3:PutObjectTagging", 200, 200, 403, 200)]
    [InlineData("\"s3:*\"", "s3:PutObjectAcl", 200, 200, 200, 403)]
    [InlineData("\"s3:*\"", "s3:PutObjectRetention", 200, 403, 200, 200)]
    [InlineData("\"s3:PutObjectLegalHold\"", "", 403, 403, 403, 403)]
    public async Task Writes_WithLocksTagsAndLists_NeedTheirActions(string allowed, string denied, int hold, int retention, int tags, int acl)
    {
        await using var host = await GatewayHost.StartAsync();
        await host.Client.SendAsync("PUT", "/bucket", null, ("x-amz-bucket-object-lock-enabled", "true"));
        await PutPolicyAsync(host, allowed, denied);

        foreach (var (method, target) in new[] { ("PUT", "/bucket/k"), ("POST", "/bucket/k?uploads") })
        {
            Assert.Equal(hold, (await WriteAsync(host, method, target, (Hold, "ON"))).Status);
            Assert.Equal(retention, (await WriteAsync(host, method, target, ("x-amz-object-lock-mode", "GOVERNANCE"), ("x-amz-object-lock-retain-until-date", Until))).Status);
            Assert.Equal(tags, (await WriteAsync(host, method, target, ("x-amz-tagging", "a=b"))).Status);
            Assert.Equal(acl, (await WriteAsync(host, method, target, ("x-amz-acl", "bucket-owner-full-control"))).Status);
        }
    }

    [Fact]
    public async Task Writes_OfNobodyWithALock_AreDeniedInAnOpenBucket()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.Client.SendAsync("PUT", "/bucket", null, ("x-amz-bucket-object-lock-enabled", "true"));
        await host.Client.SendAsync("PUT", "/bucket?acl", null, ("x-amz-acl", "public-read-write"));

        var plain = await host.Client.SendAsync(new S3Request("PUT", "/bucket/k") { Signer = null });
        var locked = await host.Client.SendAsync(new S3Request("PUT", "/bucket/k") { Signer = null, UnsignedHeaders = [new(Hold, "ON")] });

        Assert.Equal((200, 403), (plain.Status, locked.Status));
    }

    [Theory]
    [InlineData("\"s3:GetObject\"", "", 403)]
    [InlineData("\"s3:GetObjectAttributes\"", "", 403)]
    [InlineData("\"s3:GetObject\",\"s3:GetObjectAttributes\"", "", 200)]
    [InlineData("\"s3:*\"", "s3:GetObjectAttributes", 403)]
    [InlineData("\"s3:*\"", "s3:GetObject", 403)]
    public async Task GetObjectAttributes_OfAnother_NeedsBothActions(string allowed, string denied, int status)
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        await host.Client.SendAsync("PUT", "/bucket/k", [1]);
        await PutPolicyAsync(host, allowed, denied);

        var answer = await host.Client.SendAsync(new S3Request("GET", "/bucket/k?attributes") { Signer = TestIdentities.Bob, Headers = [new("x-amz-object-attributes", "ETag")] });

        Assert.Equal(status, answer.Status);
    }

    [Fact]
    public async Task GetObjectAttributes_OwnerOrOpenObject_NeedsNoPolicy()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        await host.Client.SendAsync("PUT", "/bucket/k", [1], ("x-amz-acl", "public-read"));
        KeyValuePair<string, string>[] wanted = [new("x-amz-object-attributes", "ETag")];
        var request = (Identity? signer) => host.Client.SendAsync(
            new S3Request("GET", "/bucket/k?attributes") { Signer = signer, Headers = [.. signer is null ? [] : wanted], UnsignedHeaders = [.. signer is null ? wanted : []] });

        Assert.Equal(200, (await request(TestIdentities.Bob)).Status);
        Assert.Equal(200, (await request(TestIdentities.Alice)).Status);
        Assert.Equal(200, (await request(null)).Status);
    }

    /// <summary>Who may read an object but not its tags does not get them by copying it.</summary>
    [Theory]
    [InlineData("\"s3:GetObject\"", "COPY", 403)]
    [InlineData("\"s3:GetObject\"", "REPLACE", 200)]
    [InlineData("\"s3:GetObject\",\"s3:GetObjectTagging\"", "COPY", 200)]
    public async Task CopyObject_OfAnObjectWithTags_NeedsToReadThem(string allowed, string directive, int status)
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        await host.Client.SendAsync("PUT", "/bucket/k", [1], ("x-amz-tagging", "a=b"));
        await PutPolicyAsync(host, allowed, "");
        await host.Client.SendAsync(new S3Request("PUT", "/bobs-bucket") { Signer = TestIdentities.Bob });

        var copy = new S3Request("PUT", "/bobs-bucket/k") { Signer = TestIdentities.Bob, Headers = [new("x-amz-copy-source", "bucket/k"), new("x-amz-tagging-directive", directive)] };

        Assert.Equal(status, (await host.Client.SendAsync(copy)).Status);
    }

    /// <summary>An entity tag tells what is in an object: who may not read it cannot find it out by guesses.</summary>
    [Theory]
    [InlineData("\"s3:PutObject\",\"s3:DeleteObject\"", 403, 403)]
    [InlineData("\"s3:PutObject\",\"s3:DeleteObject\",\"s3:GetObject\"", 200, 204)]
    public async Task Conditions_OnEntityTags_NeedReading(string allowed, int write, int deletion)
    {
        await using var host = await GatewayHost.StartWithBucketAsync();
        var tag = (await host.Client.SendAsync("PUT", "/bucket/k"))["etag"]!;
        await PutPolicyAsync(host, allowed, "");
        var many = Digests.Utf8($"<Delete><Object><Key>k</Key><ETag>{tag}</ETag></Object><Object><Key>other</Key><ETag>*</ETag></Object></Delete>");

        Assert.Equal(write, (await WriteAsync(host, "PUT", "/bucket/k", ("if-match", tag))).Status);
        Assert.Equal(write, (await WriteAsync(host, "PUT", "/bucket/k", ("if-none-match", "\"0\""))).Status);
        Assert.Equal(write == 403, (await WriteAsync(host, "POST", "/bucket/k?uploadId=none", ("if-match", tag))).Status == 403);
        Assert.Equal(200, (await WriteAsync(host, "PUT", "/bucket/other", ("if-none-match", "*"))).Status);
        Assert.Equal(204, (await WriteAsync(host, "DELETE", "/bucket/other", ("if-match", "*"))).Status);
        Assert.Equal(deletion, (await WriteAsync(host, "DELETE", "/bucket/k", ("if-match", tag))).Status);
        var answer = await host.Client.SendAsync(
            new S3Request("POST", "/bucket?delete") { Signer = TestIdentities.Bob, Body = many, Headers = [new("content-md5", Digests.Md5Base64(many))] });
        Assert.Equal(deletion == 403 ? ["AccessDenied"] : [], answer.Values("Code"));
    }

    private static async Task PutPolicyAsync(GatewayHost host, string allowed, string denied)
    {
        const string rest = "\"Principal\":\"*\",\"Resource\":\"arn:aws:s3:::bucket/*\"";
        var deny = denied.Length > 0 ? $",{{\"Effect\":\"Deny\",\"Action\":\"{denied}\",{rest}}}" : "";
        var policy = $"{{\"Statement\":[{{\"Effect\":\"Allow\",\"Action\":[{allowed}],{rest}}}{deny}]}}";
        Assert.Equal(204, (await host.Client.SendAsync("PUT", "/bucket?policy", Digests.Utf8(policy))).Status);
    }

    private static Task<S3Response> WriteAsync(GatewayHost host, string method, string target, params (string Name, string Value)[] headers) => host.Client.SendAsync(
        new S3Request(method, target) { Signer = TestIdentities.Bob, Headers = [.. headers.Select(header => KeyValuePair.Create(header.Name, header.Value))] });
}
