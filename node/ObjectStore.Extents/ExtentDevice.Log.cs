using Microsoft.Extensions.Logging;
using ObjectStore.Core.Identifiers;

namespace ObjectStore.Extents;

public sealed partial class ExtentDevice
{
    private static partial class Log
    {
        [LoggerMessage(3010, LogLevel.Information, "Device {Device} opened: {Fragments} fragments in {Milliseconds} ms, clean stop before: {WasClean}, {Replayed} records replayed.")]
        public static partial void Opened(ILogger logger, DeviceId device, long fragments, long milliseconds, bool wasClean, long replayed);

        [LoggerMessage(3011, LogLevel.Information, "Device {Device} closed with {Fragments} fragments.")]
        public static partial void Closed(ILogger logger, DeviceId device, long fragments);

        [LoggerMessage(3012, LogLevel.Warning, "Device {Device} could not be closed cleanly; the next opening replays its log.")]
        public static partial void CloseFailed(ILogger logger, Exception exception, DeviceId device);

        [LoggerMessage(3013, LogLevel.Warning, "Device {Device} has no valid checkpoint: all extents were read.")]
        public static partial void NoCheckpoint(ILogger logger, DeviceId device);

        [LoggerMessage(3014, LogLevel.Information, "Device {Device} ended with a batch that was written in part; what was whole of it is stored again.")]
        public static partial void TornBatch(ILogger logger, DeviceId device);

        [LoggerMessage(3015, LogLevel.Error, "Device {Device} has {Bytes} damaged bytes among the records that were replayed; fragments may be missing.")]
        public static partial void DamageInLog(ILogger logger, DeviceId device, long bytes);

        [LoggerMessage(3016, LogLevel.Error, "Device {Device} misses {Missing} extents and cannot read the headers of {Unreadable}; fragments are missing.")]
        public static partial void ExtentsLost(ILogger logger, DeviceId device, int missing, int unreadable);

        [LoggerMessage(3017, LogLevel.Warning, "Device {Device} could not store again what was whole of the batch that a kill cut off.")]
        public static partial void SalvageFailed(ILogger logger, Exception exception, DeviceId device);
    }
}
