using Microsoft.Extensions.Logging;
using ObjectStore.Core.Identifiers;

namespace ObjectStore.Curator.Repair;

internal sealed partial class RepairWorker
{
    private static partial class Log
    {
        [LoggerMessage(6050, LogLevel.Debug, "Stripe {Stripe} could not be repaired now and is tried again later.")]
        public static partial void Deferred(ILogger logger, Exception exception, StripeId stripe);

        [LoggerMessage(6051, LogLevel.Error, "Stripe {Stripe} of group {Group} has too few whole fragments left to be read; nothing of it is deleted.")]
        public static partial void Lost(ILogger logger, StripeId stripe, PlacementGroupId group);

        [LoggerMessage(6052, LogLevel.Error, "Repairing stripe {Stripe} failed unexpectedly; it is tried again later.")]
        public static partial void Failed(ILogger logger, Exception exception, StripeId stripe);
    }
}
