using Microsoft.Extensions.Logging;

namespace ObjectStore.Curator.Replication;

internal sealed partial class ReplicationJob
{
    private static partial class Log
    {
        [LoggerMessage(6150, LogLevel.Warning, "A walk through the outbox for destination {Destination} was interrupted and is begun again.")]
        public static partial void WalkFailed(ILogger logger, Exception exception, string destination);
    }
}
