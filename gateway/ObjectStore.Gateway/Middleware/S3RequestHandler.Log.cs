using Microsoft.Extensions.Logging;

namespace ObjectStore.Gateway.Middleware;

internal sealed partial class S3RequestHandler
{
    private static partial class Log
    {
        [LoggerMessage(1000, LogLevel.Error, "Request {RequestId} failed for a reason that is not known.")]
        public static partial void Failed(ILogger logger, string requestId, Exception exception);

        [LoggerMessage(1001, LogLevel.Warning, "Request {RequestId} failed in the store: {Code}: {Reason}")]
        public static partial void StorageFailed(ILogger logger, string requestId, Core.Errors.StorageErrorCode code, string reason, Exception? exception);

        [LoggerMessage(1002, LogLevel.Warning, "Request {RequestId} was cut off after its answer had begun.")]
        public static partial void CutOff(ILogger logger, string requestId, Exception exception);

        [LoggerMessage(1003, LogLevel.Debug, "The client of request {RequestId} went away.")]
        public static partial void ClientGone(ILogger logger, string requestId);
    }
}
