using System.Globalization;
using System.Net;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using ObjectStore.Node.Admin;
using ObjectStore.Node.Tests.Devices;
using ObjectStore.ProcessTesting;
using ObjectStore.Telemetry.Prometheus;
using ObjectStore.Testing;

namespace ObjectStore.Node.Tests.Admin;

public sealed class AdminServerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Goal: nobody calls a node that does not listen yet. Method: a device is open while another holds up the start, until that has come to its end.</summary>
    [Fact]
    public async Task Readyz_DeviceIsOpenBeforeTheEndpoints_SaysSoOnlyAfterThem()
    {
        await using var node = new StuckDevices();
        node.Add("1");
        _ = node.Devices.ScanAsync(Token);
        await Wait.UntilAsync(() => node.Devices.Counts.Open == 1);
        var lifetime = new ApplicationLifetime(NullLogger<ApplicationLifetime>.Instance);
        var endpoint = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{FreePort.Find(1)[0]}");
        using var metrics = new MetricsCollector();
        await using var server = new AdminServer(Options.Create(new NodeOptions { AdminEndpoint = endpoint }), node.Devices, lifetime, metrics, NullLoggerFactory.Instance);
        await server.StartAsync(Token);

        var before = await GetReadinessAsync(endpoint);
        lifetime.NotifyStarted();
        var after = await GetReadinessAsync(endpoint);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK), (before, after));
    }

    private static async Task<HttpStatusCode> GetReadinessAsync(string endpoint)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        using var response = await http.GetAsync(new Uri($"http://{endpoint}/readyz"), Token);
        return response.StatusCode;
    }
}
