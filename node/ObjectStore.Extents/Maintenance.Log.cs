using Microsoft.Extensions.Logging;
using ObjectStore.Core.Identifiers;

namespace ObjectStore.Extents;

internal sealed partial class Maintenance
{
    private static partial class Log
    {
        [LoggerMessage(3020, LogLevel.Debug, "Device {Device} compacted extent {Extent}: {Live} of {Stored} bytes were live.")]
        public static partial void Compacted(ILogger logger, DeviceId device, uint extent, long live, long stored);

        [LoggerMessage(3021, LogLevel.Warning, "Device {Device} could not finish a checkpoint or a compaction; it is tried again, and told of when that changes.")]
        public static partial void StepFailed(ILogger logger, Exception exception, DeviceId device);

        [LoggerMessage(3022, LogLevel.Debug, "Device {Device} could still not finish a checkpoint or a compaction.")]
        public static partial void StepFailedAgain(ILogger logger, Exception exception, DeviceId device);

        [LoggerMessage(3023, LogLevel.Information, "Device {Device} makes checkpoints and compacts again.")]
        public static partial void StepsSucceed(ILogger logger, DeviceId device);
    }
}
