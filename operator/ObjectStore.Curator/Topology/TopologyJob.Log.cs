using Microsoft.Extensions.Logging;
using ObjectStore.Core.Identifiers;
using ObjectStore.Placement;

namespace ObjectStore.Curator.Topology;

internal sealed partial class TopologyJob
{
    private static partial class Log
    {
        [LoggerMessage(6090, LogLevel.Information, "Device {Device} of node {Node} in zone {Zone} joined.")]
        public static partial void Joined(ILogger logger, DeviceId device, NodeName node, ZoneName zone);

        [LoggerMessage(6091, LogLevel.Warning, "Device {Device} of node {Node} in zone {Zone} was {Before} and is {After}.")]
        public static partial void StateChanged(ILogger logger, DeviceId device, NodeName node, ZoneName zone, DeviceState before, DeviceState after);

        [LoggerMessage(6092, LogLevel.Error, "More than half of the devices are silent; no device counts as lost, because it may be the curator that is cut off.")]
        public static partial void Held(ILogger logger);

        [LoggerMessage(6093, LogLevel.Error, "{Count} devices are down for long but too much is missing at once, or a whole zone, to rebuild them elsewhere; bring them back, or remove them one by one.")]
        public static partial void NotGivenUp(ILogger logger, int count);

        [LoggerMessage(6094, LogLevel.Error, "Placement groups cannot be planned: {Reason}")]
        public static partial void CannotPlan(ILogger logger, string reason);

        [LoggerMessage(6095, LogLevel.Error, "Writes of device {Device} of node {Node} in zone {Zone} fail; unless its node opens it anew it is emptied after {After}.")]
        public static partial void WritesFail(ILogger logger, DeviceId device, NodeName node, ZoneName zone, TimeSpan after);
    }
}
