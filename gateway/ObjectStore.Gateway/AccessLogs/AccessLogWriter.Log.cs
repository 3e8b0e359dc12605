using Microsoft.Extensions.Logging;

namespace ObjectStore.Gateway.AccessLogs;

internal sealed partial class AccessLogWriter
{
    private static partial class Log
    {
        [LoggerMessage(1150, LogLevel.Warning, "{Records} records of requests to bucket {Bucket} are lost: bucket {Target} is gone, has another owner or does not let log delivery write.")]
        public static partial void Refused(ILogger logger, int records, string bucket, string target);

        [LoggerMessage(1151, LogLevel.Warning, "{Records} records of requests to bucket {Bucket} are lost: they could not be written.")]
        public static partial void Failed(ILogger logger, Exception exception, int records, string bucket);
    }
}
