using System.Text.Json.Serialization.Metadata;
using ObjectStore.Core.Identifiers;
using ObjectStore.Curator.Jobs;
using ObjectStore.Curator.Progress;
using ObjectStore.Index.Catalog;
using ObjectStore.Placement;

namespace ObjectStore.Curator.Reports;

/// <summary>What curators have stored of their work, for any process of the cluster. Thread-safe; throws what the catalog throws.</summary>
public sealed class CuratorReports
{
    private readonly ICatalog _catalog;
    private readonly JobProgress _progress;

    /// <summary>The reports in a catalog.</summary>
    public CuratorReports(ICatalog catalog)
    {
        _catalog = catalog;
        _progress = new JobProgress(catalog);
    }

    /// <summary>How the curator stood last; null before the first has reported.</summary>
    public ValueTask<CuratorReport?> ReadAsync(CancellationToken cancellationToken) =>
        _progress.ReadAsync(CuratorReport.Key, ProgressJson.Default.CuratorReport, cancellationToken);

    /// <summary>What is known of devices.</summary>
    public async ValueTask<IReadOnlyDictionary<DeviceId, DeviceFigures>> ReadDevicesAsync(CancellationToken cancellationToken)
    {
        var devices = new Dictionary<DeviceId, DeviceFigures>();
        for (int page = 0, pages = 1; page < pages; page++)
        {
            var stored = await _progress.ReadAsync(DeviceFiguresPage.KeyOf(page), ProgressJson.Default.DeviceFiguresPage, cancellationToken);
            if (stored is null) break;
            pages = stored.Pages;
            foreach (var device in stored.Devices) devices[new DeviceId(device.Id)] = device;
        }

        return devices;
    }

    /// <summary>How far <see cref="JobNames.Scrub"/> or <see cref="JobNames.Sweep"/> has come with its walk over all devices; null before the first.</summary>
    public async ValueTask<WalkReport?> ReadWalkAsync(string job, CancellationToken cancellationToken)
    {
        if (await _progress.ReadAsync(PassState.KeyOf(job), ProgressJson.Default.PassState, cancellationToken) is not { } pass) return null;
        var walks = await ListAsync(job, ProgressJson.Default.WalkState, cancellationToken);
        var devices = walks.Where(each => each.State.PassStartedAt == pass.StartedAt)
            .Select(each => new DeviceWalkReport(each.Device, each.State.IsFinished, each.State.Items, each.State.Bytes));
        return new WalkReport(pass.StartedAt, pass.IsFinished, [.. devices]);
    }

    /// <summary>How far devices have been filled whose fragments have to be computed; those that hold all of theirs are left out.</summary>
    public async ValueTask<IReadOnlyList<FillReport>> ReadFillsAsync(ClusterMap map, CancellationToken cancellationToken)
    {
        var states = (await ListAsync(JobNames.Rebuild, ProgressJson.Default.RebuildState, cancellationToken)).ToDictionary(each => each.Device, each => each.State);
        return FillReport.Of(map, states);
    }

    private async ValueTask<IReadOnlyList<(DeviceId Device, T State)>> ListAsync<T>(string job, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class, IVersionedState
    {
        var prefix = $"{job}/";
        var found = new List<(DeviceId, T)>();
        await foreach (var (name, bytes) in _catalog.ListJobStatesAsync(prefix, cancellationToken))
        {
            if (bytes is { } known && Guid.TryParse(name.AsSpan(prefix.Length), out var id) && JobProgress.Decode(known, type) is { } state) found.Add((new DeviceId(id), state));
        }

        return found;
    }
}
