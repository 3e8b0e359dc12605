using Microsoft.Extensions.Logging;

namespace ObjectStore.Curator.Lifecycle;

internal sealed partial class LifecycleJob
{
    private static partial class Log
    {
        [LoggerMessage(6110, LogLevel.Warning, "The walk of lifecycle rules over bucket {Bucket} was interrupted and is tried again from there on.")]
        public static partial void BucketInterrupted(ILogger logger, Exception exception, string bucket);

        [LoggerMessage(6111, LogLevel.Error, "The lifecycle rules or an entry of bucket {Bucket} cannot be read; nothing behind it expires.")]
        public static partial void BucketUnreadable(ILogger logger, Exception exception, string bucket);

        [LoggerMessage(6112, LogLevel.Debug, "Lifecycle rules of bucket {Bucket} had {Count} versions and uploads removed or covered.")]
        public static partial void Applied(ILogger logger, string bucket, int count);

        [LoggerMessage(6113, LogLevel.Error, "A row of a version or its key in bucket {Bucket} cannot be read; what is due there stays.")]
        public static partial void EntryUnreadable(ILogger logger, Exception exception, string bucket);

        [LoggerMessage(6114, LogLevel.Warning, "Lifecycle rules could not do all that is due on a page of bucket {Bucket}; it is tried again from there on.")]
        public static partial void PageInterrupted(ILogger logger, Exception exception, string bucket);

        [LoggerMessage(6115, LogLevel.Error, "{Count} versions in bucket {Bucket} cannot be read and do not expire.")]
        public static partial void VersionsUnreadable(ILogger logger, int count, string bucket);

        [LoggerMessage(6116, LogLevel.Error, "{Count} uploads in bucket {Bucket} cannot be read and are not aborted.")]
        public static partial void UploadsUnreadable(ILogger logger, int count, string bucket);

        [LoggerMessage(6117, LogLevel.Warning, "What is set for bucket {Bucket} is of a newer release of the store; nothing of the bucket expires until a curator of that release leads.")]
        public static partial void BucketOfNewerRelease(ILogger logger, Exception exception, string bucket);
    }
}
