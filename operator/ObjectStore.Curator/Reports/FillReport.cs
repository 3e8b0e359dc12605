using ObjectStore.Core.Identifiers;
using ObjectStore.Curator.Rebuild;
using ObjectStore.Placement;

namespace ObjectStore.Curator.Reports;

/// <summary>How far a device has been filled with fragments that are computed from others.</summary>
/// <param name="Device">The device.</param>
/// <param name="Places">Positions of placement groups that it holds.</param>
/// <param name="Pending">Those of which it is not known to hold all fragments, and which are not copied from an old place.</param>
/// <param name="Walks">Walks over other devices that are under way.</param>
/// <param name="WalksFinished">Those that have come to their end.</param>
/// <param name="Restored">Stripes that were restored in these walks.</param>
public sealed record FillReport(DeviceId Device, int Places, int Pending, int Walks, int WalksFinished, long Restored)
{
    /// <summary>The active devices of which places are pending, by a map and the states of the rebuild.</summary>
    internal static IReadOnlyList<FillReport> Of(ClusterMap map, IReadOnlyDictionary<DeviceId, RebuildState> states)
    {
        var filled = states.ToDictionary(each => each.Key, each => each.Value.Filled.ToHashSet());
        var reports = map.Devices.Where(device => device.State == DeviceState.Active).ToDictionary(device => device.Id, device => new FillReport(device.Id, 0, 0, 0, 0, 0));
        foreach (var group in map.Groups)
        {
            for (var i = 0; i < group.Devices.Count; i++)
            {
                if (!reports.TryGetValue(group.Devices[i], out var report)) continue;
                var isPending = group.FormerOf(i) is { } former
                    ? map.FindDevice(former) is not { State: not DeviceState.Out }
                    : filled.GetValueOrDefault(report.Device)?.Contains(group.Id.Value) != true;
                reports[report.Device] = report with { Places = report.Places + 1, Pending = report.Pending + (isPending ? 1 : 0) };
            }
        }

        return [.. reports.Values.Where(report => report.Pending > 0).Select(report => WithWalks(report, states.GetValueOrDefault(report.Device)))];
    }

    private static FillReport WithWalks(FillReport report, RebuildState? state) => state is null
        ? report
        : report with { Walks = state.Walks.Count, WalksFinished = state.Walks.Count(walk => walk.IsFinished), Restored = state.Restored };
}
