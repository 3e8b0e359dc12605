using Microsoft.Extensions.Logging;
using ObjectStore.Core.Identifiers;

namespace ObjectStore.Gateway.DataPath;

internal sealed partial class SuspectDevices
{
    private static partial class Log
    {
        [LoggerMessage(1120, LogLevel.Warning, "Device {Device} does not answer in time; it gets no writes, and is read last, until it does.")]
        public static partial void Suspect(ILogger logger, DeviceId device);

        [LoggerMessage(1121, LogLevel.Information, "Device {Device} answers in time again and is used.")]
        public static partial void Answers(ILogger logger, DeviceId device);
    }
}
