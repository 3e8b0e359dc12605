using Microsoft.Extensions.Logging;
using ObjectStore.Core.Identifiers;

namespace ObjectStore.Curator.Rebalance;

internal sealed partial class RebalanceJob
{
    private static partial class Log
    {
        [LoggerMessage(6100, LogLevel.Warning, "Moving fragments away from device {Device} was interrupted and goes on later.")]
        public static partial void Interrupted(ILogger logger, Exception exception, DeviceId device);

        [LoggerMessage(6101, LogLevel.Information, "{Count} positions have moved away from device {Device} whole; {Left} are left.")]
        public static partial void Ended(ILogger logger, DeviceId device, int count, int left);
    }
}
