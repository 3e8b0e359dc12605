using Microsoft.Extensions.Logging;
using ObjectStore.Core.Identifiers;

namespace ObjectStore.Extents;

internal sealed partial class DeviceEvents
{
    private static partial class Log
    {
        [LoggerMessage(3001, LogLevel.Debug, "Device {Device} appends to extent {Extent}.")]
        public static partial void ExtentOpened(ILogger logger, DeviceId device, uint extent);

        [LoggerMessage(3002, LogLevel.Error, "Device {Device} could not write or sync extent {Extent}, which gets no more bytes; the batch goes to a new one.")]
        public static partial void ExtentAbandoned(ILogger logger, Exception exception, DeviceId device, uint extent);

        [LoggerMessage(3003, LogLevel.Error, "Device {Device} is read-only after repeated write errors. Replace it.")]
        public static partial void TurnedReadOnly(ILogger logger, Exception exception, DeviceId device);

        [LoggerMessage(3004, LogLevel.Warning, "Device {Device} found fragment {Fragment} damaged.")]
        public static partial void DamageFound(ILogger logger, DeviceId device, FragmentId fragment);
    }
}
