using Microsoft.Extensions.Logging;
using ObjectStore.Core.Identifiers;

namespace ObjectStore.Gateway.DataPath;

internal sealed partial class SuspectDevices
{
    private static partial class Log
    {
        [LoggerMessage(1120, LogLevel.Error, "Device {Device} does not answer; it gets no more writes until it does.")]
        public static partial void Suspect(ILogger logger, DeviceId device);

        [LoggerMessage(1121, LogLevel.Information, "Device {Device} answers again and gets writes.")]
        public static partial void Answers(ILogger logger, DeviceId device);
    }
}
