using Microsoft.Extensions.Logging;
using ObjectStore.Core.Identifiers;

namespace ObjectStore.Gateway.DataPath;

internal sealed partial class StripeStore
{
    private static partial class Log
    {
        [LoggerMessage(1100, LogLevel.Warning, "Stripe {Stripe} did not reach its quorum in placement group {Group} and is offered to another.")]
        public static partial void StripeRetried(ILogger logger, StripeId stripe, PlacementGroupId group, Exception? exception);
    }
}
