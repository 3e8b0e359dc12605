using Microsoft.Extensions.Logging;

namespace ObjectStore.Kubernetes.Watching;

/// <summary>Messages of informers, apart from the generic type.</summary>
internal static partial class InformerLog
{
    [LoggerMessage(5000, LogLevel.Warning, "The watch of {Resource} failed and begins again in {Delay}.")]
    public static partial void WatchFailed(ILogger logger, Exception exception, string resource, TimeSpan delay);

    [LoggerMessage(5001, LogLevel.Debug, "The watch of {Resource} is too old to go on; the list is read anew.")]
    public static partial void WatchExpired(ILogger logger, string resource);

    [LoggerMessage(5002, LogLevel.Error, "{Resource} {Key} does not fit its type and is left as it was last known.")]
    public static partial void Unreadable(ILogger logger, string resource, string key);
}
