using Microsoft.Extensions.Logging;
using ObjectStore.Core.Errors;
using ObjectStore.Core.Identifiers;

namespace ObjectStore.Gateway.DataPath;

internal sealed partial class FragmentAccess
{
    private static partial class Log
    {
        [LoggerMessage(1110, LogLevel.Warning, "Fragment {Fragment} could not be read from device {Device}: {Code}.")]
        public static partial void FragmentReadFailed(ILogger logger, FragmentId fragment, DeviceId device, StorageErrorCode code);
    }
}
