using Microsoft.Extensions.Hosting;
using ObjectStore.Placement;

namespace ObjectStore.Standalone.Storage;

/// <summary>Tells the placement selector every second how much room the devices have.</summary>
internal sealed class DeviceMonitor(StandaloneStore store, PlacementSelector selector, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        do
        {
            selector.UpdateFreeBytes(store.Devices.ToDictionary(device => device.Id, device => device.Status is { IsWritable: true } status ? status.FreeBytes : 0));
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
