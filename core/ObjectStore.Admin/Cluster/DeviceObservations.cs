using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Devices;

namespace ObjectStore.Admin.Cluster;

/// <summary>What gateways find of devices at the moment, in words: only who uses a device measures how long it takes. Pure.</summary>
internal static class DeviceObservations
{
    /// <summary>For each device that some gateway finds slow or silent: what is found.</summary>
    public static ILookup<DeviceId, string> Of(IReadOnlyList<DeviceReport> reports, DateTimeOffset now) => reports
        .Where(report => now - report.At <= DeviceReport.Period)
        .SelectMany(static report => Each(report.SlowReads, "slow at reads").Concat(Each(report.SlowWrites, "slow at writes")).Concat(Each(report.Silent, "silent to gateways")))
        .Distinct()
        .OrderBy(static each => each.Text, StringComparer.Ordinal)
        .ToLookup(static each => each.Device, static each => each.Text);

    private static IEnumerable<(DeviceId Device, string Text)> Each(IReadOnlyList<DeviceId> devices, string text) => devices.Select(device => (device, text));
}
