using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using ObjectStore.Rpc.Health;

namespace ObjectStore.Node.Devices;

/// <summary>Looks for devices again and again. The health service says "serving" while some device is open.</summary>
internal sealed class DeviceScanner(NodeDevices devices, HealthService health, IOptions<NodeOptions> options, TimeProvider time) : BackgroundService
{
    /// <summary>A guess: far more than healthy disks take, and less than anybody waits for a node whose other devices could serve.</summary>
    private static readonly TimeSpan FirstScanTimeout = TimeSpan.FromSeconds(30);

    private bool _isServing;

    /// <inheritdoc />
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        // Before the endpoints open, so that nobody is told that the node has none.
        await ScanAsync(FirstScanTimeout, cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.DeviceScanPeriod, time);
        do await ScanAsync(options.Value.DeviceScanPeriod, stoppingToken);
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task ScanAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        try
        {
            await devices.ScanAsync(cancellationToken).WaitAsync(timeout, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            // A slow disk holds up no other device: it is served when it has come to its end.
        }

        var isServing = devices.Counts.Open > 0;
        if (isServing != _isServing) health.Set(isServing);
        _isServing = isServing;
    }
}
