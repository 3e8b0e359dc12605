using Microsoft.Extensions.Logging;

namespace ObjectStore.Index.Databases;

internal sealed partial class DeferredStore
{
    private static partial class Log
    {
        [LoggerMessage(4001, LogLevel.Error, "The index database {Database} cannot be opened and is tried again: {Message}")]
        public static partial void CannotOpen(ILogger logger, string database, string message);

        [LoggerMessage(4002, LogLevel.Information, "The index database {Database} is open.")]
        public static partial void Opened(ILogger logger, string database);
    }
}
