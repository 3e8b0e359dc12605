using ObjectStore.Core.Identifiers;
using ObjectStore.Curator.Progress;
using ObjectStore.Curator.Topology;
using ObjectStore.Placement;

namespace ObjectStore.Curator.Reports;

/// <summary>Stores what devices say, every few seconds and only what has changed. Used by one caller at a time.</summary>
internal sealed class FiguresReporter(JobProgress progress, CuratorReports stored)
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(5);

    private readonly List<DeviceFigures[]> _pages = [];
    private Dictionary<DeviceId, DeviceFigures>? _known;
    private DateTimeOffset _reportedAt;

    /// <summary>Takes over one round of answers; the figures of devices that did not answer stay.</summary>
    /// <param name="map">The map as it is now.</param>
    /// <param name="answers">The devices that answered.</param>
    /// <param name="silent">Those that have not answered for so long that it counts.</param>
    /// <param name="problems">What their nodes say of them.</param>
    /// <param name="now">The time.</param>
    /// <param name="cancellationToken">Cuts it off.</param>
    /// <returns>What is known of every device of the map that has ever answered.</returns>
    public async ValueTask<IReadOnlyDictionary<DeviceId, DeviceFigures>> NoteAsync(
        ClusterMap map,
        IReadOnlyDictionary<DeviceId, DiscoveredDevice> answers,
        IReadOnlySet<DeviceId> silent,
        IReadOnlyDictionary<DeviceId, string> problems,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var before = _known ??= new(await stored.ReadDevicesAsync(cancellationToken));
        var known = new Dictionary<DeviceId, DeviceFigures>();
        foreach (var id in map.Devices.Select(device => device.Id))
        {
            var problem = problems.GetValueOrDefault(id, "");
            if (answers.TryGetValue(id, out var answer)) known[id] = Of(answer);
            else if (before.TryGetValue(id, out var old)) known[id] = silent.Contains(id) ? old with { IsAnswering = false, IsWritable = false, Problem = problem } : old with { Problem = problem };
            else known[id] = new DeviceFigures(id.Value, "", 0, 0, 0, 0, IsWritable: false, IsAnswering: false, problem);
        }

        _known = known;
        var isDue = now >= _reportedAt + Period || now < _reportedAt;
        if (isDue) await StoreAsync(now, cancellationToken);
        return known;
    }

    private static DeviceFigures Of(DiscoveredDevice answer) => new(
        answer.Id.Value,
        answer.Pool.Value,
        answer.Status.CapacityBytes,
        answer.Status.FreeBytes,
        answer.Status.LiveBytes,
        answer.Status.FragmentCount,
        answer.Status.IsWritable,
        IsAnswering: true,
        answer.Status.HasFailed ? "writes fail" : "") { HasFailed = answer.Status.HasFailed };

    private async ValueTask StoreAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var pages = _known!.Values.OrderBy(device => device.Id).Chunk(DeviceFiguresPage.DevicesMax).DefaultIfEmpty([]).ToArray();
        var isAnew = pages.Length != _pages.Count;
        if (isAnew) _pages.Clear();
        for (var i = 0; i < pages.Length; i++)
        {
            if (!isAnew && pages[i].AsSpan().SequenceEqual(_pages[i])) continue;
            await progress.StoreAsync(DeviceFiguresPage.KeyOf(i), new DeviceFiguresPage(ProgressJson.Version, now, pages.Length, pages[i]), ProgressJson.Default.DeviceFiguresPage, cancellationToken);
        }

        _pages.Clear();
        _pages.AddRange(pages);
        _reportedAt = now;
    }
}
