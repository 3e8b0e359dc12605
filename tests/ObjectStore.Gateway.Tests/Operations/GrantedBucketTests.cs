using ObjectStore.Gateway.Tests.Hosting;

namespace ObjectStore.Gateway.Tests.Operations;

/// <summary>An identity that was granted the bucket <c>bucket</c>, which another made.</summary>
public class GrantedBucketTests
{
    [Theory]
    [InlineData("PUT", "/bucket/k", 200)]
    [InlineData("GET", "/bucket/there", 200)]
    [InlineData("GET", "/bucket?list-type=2", 200)]
    [InlineData("HEAD", "/bucket", 200)]
    [InlineData("DELETE", "/bucket/there", 204)]
    [InlineData("POST", "/bucket/k?uploads", 200)]
    [InlineData("GET", "/", 200)]
    [InlineData("DELETE", "/bucket", 403)]
    [InlineData("PUT", "/bucket", 403)]
    [InlineData("PUT", "/mine", 403)]
    [InlineData("PUT", "/other/k", 403)]
    [InlineData("GET", "/other/there", 403)]
    [InlineData("HEAD", "/other", 403)]
    [InlineData("GET", "/other?list-type=2", 403)]
    [InlineData("DELETE", "/other", 403)]
    public async Task Request_OfGrantedIdentity_GetsStatus(string method, string target, int status)
    {
        await using var host = await StartAsync();

        var response = await host.Client.SendAsync(new S3Request(method, target) { Signer = TestIdentities.Application });

        Assert.Equal(status, response.Status);
    }

    [Fact]
    public async Task Copy_FromABucketThatIsNotGranted_IsDenied()
    {
        await using var host = await StartAsync();

        var response = await host.Client.SendAsync(new S3Request("PUT", "/bucket/k") { Signer = TestIdentities.Application, Headers = [new("x-amz-copy-source", "other/there")] });

        Assert.Equal((403, "AccessDenied"), (response.Status, response.Code));
    }

    private static async Task<GatewayHost> StartAsync()
    {
        var host = await GatewayHost.StartWithBucketAsync();
        await host.Client.SendAsync("PUT", "/bucket/there", [1]);
        await host.Client.SendAsync("PUT", "/other");
        await host.Client.SendAsync("PUT", "/other/there", [1]);
        return host;
    }
}
