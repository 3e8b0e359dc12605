using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using ObjectStore.Rpc.Health;

namespace ObjectStore.Node.Devices;

/// <summary>Looks for devices again and again. The health service says "serving" while some device is open.</summary>
internal sealed class DeviceScanner(NodeDevices devices, HealthService health, IOptions<NodeOptions> options, TimeProvider time) : BackgroundService
{
    /// <inheritdoc />
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        // Before the endpoints open, so that nobody is told that the node has none.
        await devices.ScanAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.DeviceScanPeriod, time);
        var wasServing = false;
        do
        {
            await devices.ScanAsync(stoppingToken);
            var isServing = devices.Counts.Open > 0;
            if (isServing != wasServing) health.Set(isServing);
            wasServing = isServing;
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
