using Microsoft.Extensions.Logging;
using ObjectStore.Policies.Access;

namespace ObjectStore.Gateway.Authorization;

internal sealed partial class Authorizer
{
    private static partial class Log
    {
        [LoggerMessage(1010, LogLevel.Debug, "Request {RequestId} for {Action} is {Verdict}: {Reason}")]
        public static partial void Decided(ILogger logger, string requestId, string action, AccessVerdict verdict, string reason);
    }
}
