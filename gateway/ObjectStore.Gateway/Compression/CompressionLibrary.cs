using Microsoft.Extensions.Logging;
using ObjectStore.Compression;

namespace ObjectStore.Gateway.Compression;

/// <summary>Says when a gateway starts without what compression needs.</summary>
internal static partial class CompressionLibrary
{
    /// <summary>Logs why nothing can be compressed or expanded, if so.</summary>
    public static void Report(ILoggerFactory loggers)
    {
        if (FrameCodec.Unavailable is { } problem) Log.Unavailable(loggers.CreateLogger(typeof(CompressionLibrary).FullName!), problem);
    }

    private static partial class Log
    {
        [LoggerMessage(1170, LogLevel.Warning, "Objects are neither compressed nor, where they are, expanded: {Problem}")]
        public static partial void Unavailable(ILogger logger, string problem);
    }
}
