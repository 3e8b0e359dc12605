using Microsoft.Extensions.Logging;
using ObjectStore.Core.Identifiers;

namespace ObjectStore.Curator.Sweep;

internal sealed partial class SweepJob
{
    private static partial class Log
    {
        [LoggerMessage(6030, LogLevel.Debug, "The sweep deleted {Count} fragments that no row names from device {Device}.")]
        public static partial void Deleted(ILogger logger, int count, DeviceId device);

        [LoggerMessage(6031, LogLevel.Warning, "Fragment {Fragment} on device {Device} names an owner that cannot be read; it stays.")]
        public static partial void UnreadableOwner(ILogger logger, FragmentId fragment, DeviceId device);

        [LoggerMessage(6032, LogLevel.Warning, "Fragment {Fragment} on device {Device} names group {Group} or a place in it that the cluster map does not know; it stays.")]
        public static partial void UnknownPlace(ILogger logger, FragmentId fragment, DeviceId device, PlacementGroupId group);

        [LoggerMessage(6033, LogLevel.Error, "A row that may name the stripe of fragment {Fragment} on device {Device} cannot be read; the fragment stays. Later ones of this pass are only counted.")]
        public static partial void UnreadableRow(ILogger logger, Exception exception, FragmentId fragment, DeviceId device);
    }
}
