using Microsoft.Extensions.Logging;

namespace ObjectStore.Kubernetes.LeaderElection;

public sealed partial class LeaderElector
{
    private static partial class Log
    {
        [LoggerMessage(5020, LogLevel.Information, "{Identity} leads.")]
        public static partial void Acquired(ILogger logger, string identity);

        [LoggerMessage(5021, LogLevel.Warning, "{Identity} has lost the lease and stops its work.")]
        public static partial void Lost(ILogger logger, string identity);

        [LoggerMessage(5022, LogLevel.Information, "{Identity} has released the lease.")]
        public static partial void Released(ILogger logger, string identity);

        [LoggerMessage(5023, LogLevel.Warning, "The lease could not be read or written; it is tried again.")]
        public static partial void Failed(ILogger logger, Exception exception);

        [LoggerMessage(5024, LogLevel.Warning, "The lease could not be released; the next leader waits until it ends.")]
        public static partial void NotReleased(ILogger logger, Exception exception);
    }
}
