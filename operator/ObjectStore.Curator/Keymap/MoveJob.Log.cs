using Microsoft.Extensions.Logging;

namespace ObjectStore.Curator.Keymap;

internal sealed partial class MoveJob
{
    private static partial class Log
    {
        [LoggerMessage(6080, LogLevel.Information, "A partition moved from database {Source} to {Target}: {Outcome}.")]
        public static partial void Ended(ILogger logger, string source, string target, string outcome);

        [LoggerMessage(6081, LogLevel.Warning, "A partition could not be moved from database {Source} to {Target} yet and is tried again.")]
        public static partial void Failed(ILogger logger, Exception exception, string source, string target);
    }
}
