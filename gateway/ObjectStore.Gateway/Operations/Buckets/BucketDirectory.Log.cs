using Microsoft.Extensions.Logging;

namespace ObjectStore.Gateway.Operations.Buckets;

internal sealed partial class BucketDirectory
{
    private static partial class Log
    {
        [LoggerMessage(1030, LogLevel.Warning, "Configurations of the bucket {Bucket} were set by a newer release, and what depends on them is answered with 503 until this gateway is of it too: {Kinds}.")]
        public static partial void Unreadable(ILogger logger, string bucket, string kinds);
    }
}
