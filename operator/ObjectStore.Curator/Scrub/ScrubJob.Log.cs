using Microsoft.Extensions.Logging;
using ObjectStore.Core.Identifiers;

namespace ObjectStore.Curator.Scrub;

internal sealed partial class ScrubJob
{
    private static partial class Log
    {
        [LoggerMessage(6040, LogLevel.Warning, "Fragment {Fragment} on device {Device} is damaged.")]
        public static partial void Damaged(ILogger logger, FragmentId fragment, DeviceId device);

        [LoggerMessage(6041, LogLevel.Warning, "Fragment {Fragment} on device {Device} is damaged and no other device holds a fragment of its stripe.")]
        public static partial void GroupNotFound(ILogger logger, FragmentId fragment, DeviceId device);
    }
}
