using Microsoft.Extensions.Logging;
using ObjectStore.Core.Identifiers;

namespace ObjectStore.Curator.Garbage;

internal sealed partial class GarbageJob
{
    private static partial class Log
    {
        [LoggerMessage(6020, LogLevel.Debug, "{Count} garbage entries stay in the queue because a device did not delete its fragments.")]
        public static partial void EntriesKept(ILogger logger, int count);

        [LoggerMessage(6021, LogLevel.Error, "Garbage names placement group {Group}, which the cluster map does not know; stripes from {Stripe} on stay.")]
        public static partial void UnknownGroup(ILogger logger, PlacementGroupId group, StripeId stripe);

        [LoggerMessage(6022, LogLevel.Error, "{Count} rows of the garbage queue, or of uploads that it names, cannot be read; what they name stays.")]
        public static partial void UnreadableRows(ILogger logger, int count);
    }
}
