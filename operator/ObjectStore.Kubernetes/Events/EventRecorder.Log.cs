using Microsoft.Extensions.Logging;

namespace ObjectStore.Kubernetes.Events;

internal sealed partial class EventRecorder
{
    private static partial class Log
    {
        [LoggerMessage(5030, LogLevel.Debug, "The event {Reason} could not be published.")]
        public static partial void NotPublished(ILogger logger, Exception exception, string reason);
    }
}
