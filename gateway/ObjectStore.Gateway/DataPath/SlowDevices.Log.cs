using Microsoft.Extensions.Logging;
using ObjectStore.Core.Identifiers;

namespace ObjectStore.Gateway.DataPath;

internal sealed partial class SlowDevices
{
    private static partial class Log
    {
        [LoggerMessage(1130, LogLevel.Warning, "Device {Device} is much slower than others at {Kind} and is the last choice for them until it is not.")]
        public static partial void Slow(ILogger logger, DeviceId device, string kind);

        [LoggerMessage(1131, LogLevel.Information, "Device {Device} is as fast as others at {Kind} again.")]
        public static partial void Fast(ILogger logger, DeviceId device, string kind);
    }
}
