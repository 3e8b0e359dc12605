using Microsoft.Extensions.Logging;

namespace ObjectStore.Curator.Jobs;

internal sealed partial class JobRunner
{
    private static partial class Log
    {
        [LoggerMessage(6000, LogLevel.Warning, "The curator's job {Job} failed and is tried again.")]
        public static partial void Failed(ILogger logger, Exception exception, string job);
    }
}
