using Microsoft.Extensions.Logging;
using ObjectStore.Core.Identifiers;

namespace ObjectStore.Extents;

internal sealed partial class Maintenance
{
    private static partial class Log
    {
        [LoggerMessage(3020, LogLevel.Debug, "Device {Device} compacted extent {Extent}: {Live} of {Stored} bytes were live.")]
        public static partial void Compacted(ILogger logger, DeviceId device, uint extent, long live, long stored);

        [LoggerMessage(3021, LogLevel.Warning, "Device {Device} could not finish a checkpoint or a compaction; it is tried again.")]
        public static partial void StepFailed(ILogger logger, Exception exception, DeviceId device);
    }
}
