using Microsoft.Extensions.Logging;
using ObjectStore.Core.Errors;
using ObjectStore.Core.Identifiers;

namespace ObjectStore.Gateway.DataPath;

internal sealed partial class FragmentSender
{
    private static partial class Log
    {
        [LoggerMessage(1101, LogLevel.Warning, "Device {Device} did not take a fragment: {Code}.")]
        public static partial void FragmentWriteFailed(ILogger logger, DeviceId device, StorageErrorCode code, Exception exception);
    }
}
