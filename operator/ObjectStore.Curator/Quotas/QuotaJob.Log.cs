using Microsoft.Extensions.Logging;

namespace ObjectStore.Curator.Quotas;

internal sealed partial class QuotaJob
{
    private static partial class Log
    {
        [LoggerMessage(6140, LogLevel.Warning, "The quota of {Kind} {Name} cannot be put in force or counted now; it is tried again.")]
        public static partial void NotSettled(ILogger logger, Exception exception, string kind, string name);

        [LoggerMessage(6141, LogLevel.Information, "The {Kind} {Name} holds {Percent} percent of its quota.")]
        public static partial void NearlyFull(ILogger logger, string kind, string name, long percent);
    }
}
