using Microsoft.Extensions.Logging;

namespace ObjectStore.Curator.Clocks;

internal sealed partial class WitnessedClock
{
    private static partial class Log
    {
        [LoggerMessage(6120, LogLevel.Error, "The clocks of this process, the databases and most nodes are {Difference} apart, more than {Allowed}: nothing is removed for its age until they agree.")]
        public static partial void Differ(ILogger logger, TimeSpan difference, TimeSpan allowed);

        [LoggerMessage(6121, LogLevel.Information, "The clocks of this process, the databases and most nodes agree again within {Difference}.")]
        public static partial void Agree(ILogger logger, TimeSpan difference);
    }
}
