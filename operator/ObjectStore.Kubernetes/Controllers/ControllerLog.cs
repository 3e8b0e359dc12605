using Microsoft.Extensions.Logging;

namespace ObjectStore.Kubernetes.Controllers;

/// <summary>Messages of controllers, apart from the generic type.</summary>
internal static partial class ControllerLog
{
    [LoggerMessage(5010, LogLevel.Warning, "Reconciliation of {Resource} {Key} failed and is tried again in {Delay}.")]
    public static partial void Failed(ILogger logger, Exception exception, string resource, string key, TimeSpan delay);

    [LoggerMessage(5011, LogLevel.Warning, "Reconciliation of {Resource} {Key} did not succeed and is tried again in {Delay}: {Reason}")]
    public static partial void NotSucceeded(ILogger logger, Exception? exception, string resource, string key, TimeSpan delay, string reason);

    [LoggerMessage(5012, LogLevel.Debug, "{Resource} {Key} changed while it was reconciled and is reconciled again in {Delay}.")]
    public static partial void Conflict(ILogger logger, string resource, string key, TimeSpan delay);

    [LoggerMessage(5013, LogLevel.Information, "Reconciling {Resource}.")]
    public static partial void Started(ILogger logger, string resource);
}
