using Microsoft.Extensions.Logging;

namespace ObjectStore.Curator.Quotas;

internal sealed partial class QuotaJob
{
    private static partial class Log
    {
        [LoggerMessage(6150, LogLevel.Warning, "The quota of bucket {Bucket} cannot be put in force or counted now; it is tried again.")]
        public static partial void NotSettled(ILogger logger, Exception exception, string bucket);

        [LoggerMessage(6151, LogLevel.Information, "Bucket {Bucket} holds {Percent} percent of its quota.")]
        public static partial void NearlyFull(ILogger logger, string bucket, long percent);
    }
}
