using Microsoft.Extensions.Logging;

namespace ObjectStore.Curator.Keymap;

internal sealed partial class KeymapJob
{
    private static partial class Log
    {
        [LoggerMessage(6070, LogLevel.Information, "Keymap {Kind}: {Reason} {Outcome}.")]
        public static partial void Decided(ILogger logger, string kind, string reason, string outcome);

        [LoggerMessage(6071, LogLevel.Warning, "The keymap cannot spread some load ({Note}): `objectstore keymap hot` says which, and what to do.")]
        public static partial void Noted(ILogger logger, string note);

        [LoggerMessage(6072, LogLevel.Warning, "The databases {Databases} do not answer; their partitions are left alone.")]
        public static partial void Unreachable(ILogger logger, string databases);

        [LoggerMessage(6073, LogLevel.Information, "The databases {Databases} are drained: they own no partition, and may be taken out of the settings.")]
        public static partial void Drained(ILogger logger, string databases);

        [LoggerMessage(6074, LogLevel.Warning, "Keymap {Kind} failed and will be decided anew: {Reason}")]
        public static partial void CannotApply(ILogger logger, Exception exception, string kind, string reason);
    }
}
