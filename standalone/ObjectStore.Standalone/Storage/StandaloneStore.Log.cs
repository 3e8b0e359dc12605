using Microsoft.Extensions.Logging;
using ObjectStore.Core.Identifiers;

namespace ObjectStore.Standalone.Storage;

internal sealed partial class StandaloneStore
{
    private static partial class Log
    {
        [LoggerMessage(6005, LogLevel.Information, "Made device {Device} in {Path}.")]
        public static partial void DeviceMade(ILogger logger, DeviceId device, string path);

        [LoggerMessage(6001, LogLevel.Error, "The device in {Path} cannot be used: {Reason} The store runs without it.")]
        public static partial void DeviceUnusable(ILogger logger, string path, string reason, Exception? exception);

        [LoggerMessage(6002, LogLevel.Information, "Opening devices: {Opened} of {Count} after {Seconds:F0} s.")]
        public static partial void OpeningDevices(ILogger logger, int opened, int count, double seconds);

        [LoggerMessage(6003, LogLevel.Warning, "Device {Device} takes the place of one that is gone and will be filled.")]
        public static partial void DeviceReplaced(ILogger logger, DeviceId device);

        [LoggerMessage(6004, LogLevel.Warning, "Device {Device} is not there. Its fragments are read by reconstruction.")]
        public static partial void DeviceMissing(ILogger logger, DeviceId device);
    }
}
