using Microsoft.Extensions.Options;
using ObjectStore.Gateway.Tests.Hosting;

namespace ObjectStore.Gateway.Tests.Middleware;

/// <summary>Where a request comes from, told by a policy that is open to one network. The tests themselves send from 127.0.0.1.</summary>
public class TrustedProxyTests
{
    private const string AllowNetwork =
        "{\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"s3:GetObject\",\"Resource\":\"arn:aws:s3:::bucket/*\","
        + "\"Condition\":{\"IpAddress\":{\"aws:SourceIp\":\"192.0.2.0/24\"}}}]}";

    [Theory]
    [InlineData("", "192.0.2.7", 403)]
    [InlineData("10.0.0.0/8", "192.0.2.7", 403)]
    [InlineData("10.0.0.0/8, 127.0.0.0/8", "192.0.2.7", 200)]
    [InlineData("127.0.0.1", "192.0.2.7", 200)]
    [InlineData("127.0.0.0/8", "198.51.100.1, 192.0.2.7", 200)]
    [InlineData("127.0.0.0/8", "192.0.2.7, 198.51.100.1", 403)]
    [InlineData("127.0.0.0/8", "198.51.100.1, 192.0.2.7, 127.0.0.2", 200)]
    [InlineData("127.0.0.0/8", "192.0.2.7, nonsense", 403)]
    [InlineData("127.0.0.0/8", null, 403)]
    public async Task SourceIp_ForwardedFor_IsTheLastAddressThatIsNotTrusted(string trusted, string? forwardedFor, int status)
    {
        await using var host = await GatewayHost.StartWithBucketAsync(("Gateway:TrustedProxies", trusted));
        await host.Client.SendAsync("PUT", "/bucket/k", [1]);
        Assert.Equal(204, (await host.Client.SendAsync("PUT", "/bucket?policy", Digests.Utf8(AllowNetwork))).Status);

        var answer = await host.Client.SendAsync(
            new S3Request("GET", "/bucket/k") { Signer = null, UnsignedHeaders = forwardedFor is null ? [] : [new("x-forwarded-for", forwardedFor)] });

        Assert.Equal(status, answer.Status);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("10.0.0.0/33")]
    [InlineData("127.1")]
    [InlineData("010.0.0.0/8")]
    public async Task TrustedProxies_NoNetwork_DoNotStart(string trusted) =>
        await Assert.ThrowsAsync<OptionsValidationException>(() => GatewayHost.StartAsync(("Gateway:TrustedProxies", trusted)));
}
