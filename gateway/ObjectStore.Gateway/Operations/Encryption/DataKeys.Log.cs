using Microsoft.Extensions.Logging;
using ObjectStore.Encryption.KeyServices;

namespace ObjectStore.Gateway.Operations.Encryption;

internal sealed partial class DataKeys
{
    private static partial class Log
    {
        [LoggerMessage(1020, LogLevel.Warning, "The key service gave no key for request {RequestId}: {Failure}.")]
        public static partial void NoKey(ILogger logger, string requestId, KeyServiceFailure failure, Exception exception);
    }
}
