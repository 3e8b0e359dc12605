using Microsoft.Extensions.Logging;

namespace ObjectStore.Gateway.Hosting;

internal sealed partial class HeatReporter
{
    private static partial class Log
    {
        [LoggerMessage(1090, LogLevel.Warning, "The heat of the partitions could not be reported: {Message}")]
        public static partial void CannotReport(ILogger logger, string message);
    }
}
