using Microsoft.Extensions.Logging;

namespace ObjectStore.Gateway.Operations.Buckets;

internal sealed partial class ListBuckets
{
    private static partial class Log
    {
        [LoggerMessage(1031, LogLevel.Warning, "The row of bucket {Bucket} cannot be read: a listing of buckets leaves it out.")]
        public static partial void LeftOut(ILogger logger, Exception exception, string bucket);
    }
}
