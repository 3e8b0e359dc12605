using Microsoft.Extensions.Logging;
using ObjectStore.Core.Identifiers;

namespace ObjectStore.Curator.Progress;

internal sealed partial class DeviceWalks
{
    private static partial class Log
    {
        [LoggerMessage(6010, LogLevel.Warning, "The {Job} walk over device {Device} was interrupted and goes on later.")]
        public static partial void WalkInterrupted(ILogger logger, Exception exception, string job, DeviceId device);
    }
}
