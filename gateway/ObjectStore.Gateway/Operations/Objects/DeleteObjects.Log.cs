using Microsoft.Extensions.Logging;
using ObjectStore.Core.Errors;

namespace ObjectStore.Gateway.Operations.Objects;

internal sealed partial class DeleteObjects
{
    private static partial class Log
    {
        [LoggerMessage(1070, LogLevel.Warning, "Of the deletions of request {RequestId} {Count} failed in the store, the first of them with {Code}.")]
        public static partial void DeletionsFailed(ILogger logger, string requestId, int count, StorageErrorCode code, Exception exception);
    }
}
