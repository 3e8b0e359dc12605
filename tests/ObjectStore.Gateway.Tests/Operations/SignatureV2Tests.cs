using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ObjectStore.Gateway.Tests.Hosting;

namespace ObjectStore.Gateway.Tests.Operations;

public class SignatureV2Tests
{
    private static readonly (string, string) SwitchedOn = ("Gateway:AllowSignatureV2", "true");

    [Fact]
    public async Task Header_SwitchedOff_IsRefused()
    {
        await using var host = await GatewayHost.StartWithBucketAsync();

        var answer = await SendAsync(host, "GET", "/bucket", "/bucket", TestIdentities.Alice.SecretKey);

        Assert.Equal((400, "InvalidRequest"), (answer.Status, answer.Code));
    }

    [Theory]
    [InlineData("GET", "/bucket", "/bucket")]
    [InlineData("GET", "/bucket", "/bucket/")]
    [InlineData("PUT", "/bucket/k%20k", "/bucket/k%20k")]
    [InlineData("GET", "/bucket?prefix=x&acl", "/bucket?acl")]
    public async Task Header_SwitchedOn_IsTaken(string method, string target, string resource)
    {
        await using var host = await GatewayHost.StartWithBucketAsync(SwitchedOn);

        Assert.Equal(200, (await SendAsync(host, method, target, resource, TestIdentities.Alice.SecretKey)).Status);
    }

    [Theory]
    [InlineData("/bucket/k", "/bucket/other")]
    [InlineData("/bucket/k?acl", "/bucket/k")]
    [InlineData("/bucket/k", "/bucket/k/")]
    public async Task Header_ForAnotherResource_DoesNotMatch(string target, string resource)
    {
        await using var host = await GatewayHost.StartWithBucketAsync(SwitchedOn);

        Assert.Equal("SignatureDoesNotMatch", (await SendAsync(host, "GET", target, resource, TestIdentities.Alice.SecretKey)).Code);
    }

    /// <summary>What chooses the operation or the version is signed, so that a signature for one is not good for another.</summary>
    [Theory]
    [InlineData("/bucket/k?attributes", "/bucket/k")]
    [InlineData("/bucket/k?versionId=null", "/bucket/k")]
    public async Task Header_ForAnotherSubresource_DoesNotMatch(string target, string resource)
    {
        await using var host = await GatewayHost.StartWithBucketAsync(SwitchedOn);
        await host.Client.SendAsync("PUT", "/bucket/k", [1]);

        Assert.Equal("SignatureDoesNotMatch", (await SendAsync(host, "GET", target, resource, TestIdentities.Alice.SecretKey)).Code);
    }

    /// <summary>The signature is about names as they are sent, the operation about what they mean.</summary>
    [Theory]
    [InlineData("/bucket/k?%61cl", "/bucket/k")]
    [InlineData("/bucket/k?version%49d=null", "/bucket/k")]
    [InlineData("/bucket?prefix=a&%70olicy", "/bucket")]
    public async Task Header_EscapedParameterName_IsRefused(string target, string resource)
    {
        await using var host = await GatewayHost.StartWithBucketAsync(SwitchedOn);
        await host.Client.SendAsync("PUT", "/bucket/k", [1]);

        var answer = await SendAsync(host, "GET", target, resource, TestIdentities.Alice.SecretKey);

        Assert.Equal((400, "InvalidArgument"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task Header_WrongSecretOldOrUnknown_IsRefused()
    {
        await using var host = await GatewayHost.StartWithBucketAsync(SwitchedOn);

        Assert.Equal("SignatureDoesNotMatch", (await SendAsync(host, "GET", "/bucket", "/bucket", "wrong")).Code);
        Assert.Equal("RequestTimeTooSkewed", (await SendAsync(host, "GET", "/bucket", "/bucket", TestIdentities.Alice.SecretKey, TimeSpan.FromMinutes(-16))).Code);
        Assert.Equal("RequestTimeTooSkewed", (await SendAsync(host, "GET", "/bucket", "/bucket", TestIdentities.Alice.SecretKey, date: "Tue, 07 Jul 2010 21:53:04 GMT")).Code);
        Assert.Equal("AccessDenied", (await SendAsync(host, "GET", "/bucket", "/bucket", TestIdentities.Alice.SecretKey, date: "Fri, 07 Jul 1950 21:53:04 GMT")).Code);
        Assert.Equal("InvalidAccessKeyId", (await SendAsync(host, "GET", "/bucket", "/bucket", "x", accessKey: "nobody")).Code);
    }

    [Theory]
    [InlineData(60, 200)]
    [InlineData(-60, 403)]
    public async Task Query_SwitchedOn_IsGoodUntilItExpires(int seconds, int status)
    {
        await using var host = await GatewayHost.StartWithBucketAsync(SwitchedOn);
        var expires = TimeProvider.System.GetUtcNow().AddSeconds(seconds).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var signature = Uri.EscapeDataString(Sign($"GET\n\n\n{expires}\n/bucket", TestIdentities.Alice.SecretKey));

        var answer = await host.Client.SendAsync(new S3Request("GET", $"/bucket?AWSAccessKeyId=alice-key&Expires={expires}&Signature={signature}") { Signer = null });

        Assert.Equal(status, answer.Status);
    }

    [Fact]
    public async Task Query_WithHeadersInIt_HasThemCount()
    {
        await using var host = await GatewayHost.StartWithBucketAsync(SwitchedOn);
        var expires = TimeProvider.System.GetUtcNow().AddSeconds(60).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var signature = Uri.EscapeDataString(Sign($"PUT\n\n\n{expires}\nx-amz-meta-color:blue\n/bucket/k", TestIdentities.Alice.SecretKey));

        var put = await host.Client.SendAsync(
            new S3Request("PUT", $"/bucket/k?AWSAccessKeyId=alice-key&x-amz-meta-color=blue&Expires={expires}&Signature={signature}") { Signer = null, UnsignedHeaders = [new("x-amz-meta-color", "red")] });

        Assert.Equal(200, put.Status);
        Assert.Equal("blue", (await host.Client.SendAsync("HEAD", "/bucket/k"))["x-amz-meta-color"]);
    }

    private static Task<S3Response> SendAsync(
        GatewayHost host, string method, string target, string resource, string secret, TimeSpan offset = default, string accessKey = "alice-key", string? date = null)
    {
        date ??= (TimeProvider.System.GetUtcNow() + offset).ToString("r", CultureInfo.InvariantCulture);
        var signature = Sign($"{method}\n\n\n{date}\nx-amz-meta-a:b\n{resource}", secret);
        return host.Client.SendAsync(new S3Request(method, target)
        {
            Signer = null,
            UnsignedHeaders = [new("date", date), new("x-amz-meta-a", "b"), new("authorization", $"AWS {accessKey}:{signature}")],
        });
    }

#pragma warning disable CA5350 // The older signature is defined with SHA-1.
    private static string Sign(string text, string secret) => Convert.ToBase64String(HMACSHA1.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(text)));
#pragma warning restore CA5350
}
