using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ObjectStore.Core.Errors;
using ObjectStore.Extents;

namespace ObjectStore.Node.Devices;

/// <summary>Opens devices of the node's cluster. Thread-safe.</summary>
internal sealed partial class DeviceOpener(
    NodeIdentity identity, IOptions<NodeOptions> options, IOptions<ExtentsOptions> extentsOptions, ExtentsMetrics metrics, TimeProvider time, ILoggerFactory loggers)
    : IDeviceOpener
{
    private readonly ILogger _logger = loggers.CreateLogger<DeviceOpener>();

    /// <inheritdoc />
    public async Task<DeviceSlot> OpenAsync(string path)
    {
        try
        {
            if (!ExtentDevice.Exists(path))
            {
                var made = await ExtentDevice.CreateAsync(path, identity.Cluster, options.Value.Pool, time);
                Log.DeviceMade(_logger, made.Device, path);
            }

            var device = await ExtentDevice.OpenAsync(path, extentsOptions.Value, metrics, time, loggers.CreateLogger<ExtentDevice>());
            if (device.Superblock.Cluster == identity.Cluster) return new DeviceSlot(path, device, "");
            await device.DisposeAsync();
            return new DeviceSlot(path, null, $"The device {device.Id} belongs to another cluster, {device.Superblock.Cluster}.");
        }
        catch (StorageException exception)
        {
            return new DeviceSlot(path, null, exception.Message);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2000, LogLevel.Information, "New device {Device} made in {Path}.")]
        public static partial void DeviceMade(ILogger logger, Core.Identifiers.DeviceId device, string path);
    }
}
