using Microsoft.Extensions.Logging;
using ObjectStore.Core.Identifiers;

namespace ObjectStore.Curator.Restores;

internal sealed partial class RestoreJob
{
    private static partial class Log
    {
        [LoggerMessage(6160, LogLevel.Warning, "A version in bucket {Bucket} could not be restored, or its copy not be removed; it is tried again.")]
        public static partial void Postponed(ILogger logger, Exception exception, BucketId bucket);

        [LoggerMessage(6161, LogLevel.Error, "{Count} rows of restorations cannot be read; what they say is neither restored nor removed.")]
        public static partial void Unreadable(ILogger logger, int count);
    }
}
