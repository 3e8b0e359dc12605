using Microsoft.Extensions.Logging;

namespace ObjectStore.Gateway.Tiering;

internal sealed partial class AccessNoteWriter
{
    private static partial class Log
    {
        [LoggerMessage(1210, LogLevel.Warning, "It could not be noted of {Notes} objects that they were read.")]
        public static partial void Failed(ILogger logger, Exception exception, int notes);
    }
}
