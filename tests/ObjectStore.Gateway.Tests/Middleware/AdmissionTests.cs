using ObjectStore.Gateway.Tests.Hosting;

namespace ObjectStore.Gateway.Tests.Middleware;

public class AdmissionTests
{
    [Fact]
    public async Task Request_OverTheLimit_IsToldToSlowDownAtOnce()
    {
        await using var host = await GatewayHost.StartWithBucketAsync(("Gateway:ConcurrentRequestsMax", "1"));
        using var occupying = await host.Client.ConnectAsync();
        var request = new S3Request("PUT", "/bucket/k") { Body = [1], UnsignedHeaders = [new("expect", "100-continue")] };
        await occupying.WriteAsync(host.Client.Head(request));
        Assert.Equal(100, (await occupying.ReadAsync("PUT")).Status);

        var refused = await host.Client.SendAsync("HEAD", "/bucket");
        var refusedGet = await host.Client.SendAsync("GET", "/bucket");
        await occupying.WriteAsync(request.Body);
        var done = await occupying.ReadAsync("PUT");

        Assert.Equal((503, 503, "SlowDown"), (refused.Status, refusedGet.Status, refusedGet.Code));
        Assert.Equal("1", refusedGet["retry-after"]);
        Assert.Equal(200, done.Status);
        Assert.Equal(200, (await host.Client.SendAsync("GET", "/bucket")).Status);
    }
}
