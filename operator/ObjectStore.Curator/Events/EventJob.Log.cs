using Microsoft.Extensions.Logging;

namespace ObjectStore.Curator.Events;

internal sealed partial class EventJob
{
    private static partial class Log
    {
        [LoggerMessage(6130, LogLevel.Warning, "A walk through the outbox for destination {Destination} was interrupted and is begun again.")]
        public static partial void WalkFailed(ILogger logger, Exception exception, string destination);

        [LoggerMessage(6131, LogLevel.Error, "{Count} rows of outboxes cannot be read and are not delivered.")]
        public static partial void RowsUnreadable(ILogger logger, int count);
    }
}
