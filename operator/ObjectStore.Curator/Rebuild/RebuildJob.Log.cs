using Microsoft.Extensions.Logging;
using ObjectStore.Core.Identifiers;

namespace ObjectStore.Curator.Rebuild;

internal sealed partial class RebuildJob
{
    private static partial class Log
    {
        [LoggerMessage(6060, LogLevel.Information, "Device {Device} is to be filled for {Groups} placement groups by walks over {Walks} other devices.")]
        public static partial void Begun(ILogger logger, DeviceId device, int groups, int walks);

        [LoggerMessage(6061, LogLevel.Information, "Device {Device} holds its fragments of all its placement groups.")]
        public static partial void Completed(ILogger logger, DeviceId device);

        [LoggerMessage(6062, LogLevel.Warning, "Filling device {Device} was interrupted and goes on later.")]
        public static partial void Interrupted(ILogger logger, Exception exception, DeviceId device);
    }
}
