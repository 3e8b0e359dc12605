using System.Collections.Frozen;
using ObjectStore.Core.Clocks;
using ObjectStore.Core.Identifiers;

namespace ObjectStore.Curator.Topology;

/// <summary>Finds out which devices there are and which of them answer. The host may provide one that knows its nodes; thread-safe.</summary>
public interface IDeviceDiscovery
{
    /// <summary>
    /// Asks all devices at once and waits no longer than the time given by <see cref="TopologyOptions.DescribeTimeout"/>, so that one that hangs delays no word of the others.
    /// </summary>
    /// <returns>The devices that answered, new ones among them. A device that is left out counts as silent.</returns>
    ValueTask<IReadOnlyList<DiscoveredDevice>> DiscoverAsync(CancellationToken cancellationToken);

    /// <summary>Why devices that were left out the last time are not served, in the words of their nodes; empty where nothing is known.</summary>
    IReadOnlyDictionary<DeviceId, string> Problems => FrozenDictionary<DeviceId, string>.Empty;

    /// <summary>The clocks of the nodes that answered the last time, one each; empty where there are none but that of this process.</summary>
    IReadOnlyList<ClockReading> Clocks => [];
}
