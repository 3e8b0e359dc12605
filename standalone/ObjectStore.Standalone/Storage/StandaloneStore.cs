using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ObjectStore.Admin.Index;
using ObjectStore.Cluster.Identities;
using ObjectStore.Core.Errors;
using ObjectStore.Core.Fragments;
using ObjectStore.Core.Identifiers;
using ObjectStore.Extents;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Databases;
using ObjectStore.Index.Keymap;
using ObjectStore.Placement;

namespace ObjectStore.Standalone.Storage;

/// <summary>Index and devices of the process: opened before anything serves, closed after everything has stopped.</summary>
internal sealed partial class StandaloneStore(
    IOptions<StandaloneOptions> options,
    IOptions<IndexOptions> indexOptions,
    IndexMetrics indexMetrics,
    IOptions<ExtentsOptions> extentsOptions,
    ExtentsMetrics extentsMetrics,
    PlacementSelector selector,
    ImportWait importWait,
    TimeProvider time,
    ILoggerFactory loggers) : IAsyncDisposable
{
    private static readonly TimeSpan ProgressPeriod = TimeSpan.FromSeconds(2);

    private readonly ILogger _logger = loggers.CreateLogger<StandaloneStore>();
    private readonly List<ExtentDevice> _devices = [];
    private DataDirectory? _directory;
    private DatabaseSet? _databases;
    private IReadOnlyList<Device>? _found;
    private LocalDevices? _localDevices;

    /// <summary>Whether everything is open.</summary>
    public bool IsOpen => _localDevices is not null;

    /// <summary>The databases that hold index and catalog.</summary>
    public IndexDatabases Databases => _databases?.Databases ?? throw new InvalidOperationException("The store has not been opened.");

    /// <summary>The devices by their ids.</summary>
    public IFragmentDevices FragmentDevices => _localDevices ?? throw new InvalidOperationException("The store has not been opened.");

    /// <summary>The devices.</summary>
    public IReadOnlyList<ExtentDevice> Devices => _devices;

    /// <summary>Opens index and devices, makes those that are missing, and gives the selector its map.</summary>
    /// <exception cref="StorageException">
    /// Refused: the directory is in use, belongs to something else, or has a format that is too new. IndexUnavailable: the catalog's database does not
    /// answer; it may be tried again.
    /// </exception>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        _directory ??= DataDirectory.Open(options.Value.DataDirectory);
        var slots = _directory.ListSlots(options.Value.Zones, options.Value.DevicesByPool);
        var isNew = !slots.Any(slot => ExtentDevice.Exists(slot.Path));
        if (options.Value.AwaitImport && _databases is null)
        {
            await DatabaseSet.UseUnboundAsync(indexOptions.Value, _directory.IndexFile, databases => importWait.RunAsync(databases, options.Value.DataDirectory, cancellationToken), cancellationToken);
        }

        var expectation = new CatalogExpectation(Cluster: null, isNew ? EmptyCatalog.Make : EmptyCatalog.Refuse);
        _databases ??= await DatabaseSet.OpenAsync(indexOptions.Value, _directory.IndexFile, expectation, indexMetrics, time, _logger, cancellationToken);
        var router = new KeymapRouter(_databases.Databases, time);
        var catalog = new Catalog(router, time);
        _found ??= await OpenDevicesAsync(slots, _databases.Cluster, cancellationToken);
        await UpdateMapAsync(catalog, _found, cancellationToken);
        _localDevices = new LocalDevices(_devices);
    }

    /// <summary>The key of the data directory for secrets of access keys; made when it is first asked for, which is after opening.</summary>
    /// <exception cref="StorageException">Refused: it cannot be read or made.</exception>
    public MasterKey ReadIdentityKey() => IdentityKeyFile.ReadOrMake((_directory ?? throw new InvalidOperationException("The store has not been opened.")).Root);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_devices.Select(device => device.DisposeAsync().AsTask()));
        if (_databases is not null) await _databases.DisposeAsync();
        _directory?.Dispose();
    }

    private async Task<IReadOnlyList<Device>> OpenDevicesAsync(IReadOnlyList<DeviceSlot> slots, Guid cluster, CancellationToken cancellationToken)
    {
        var opening = slots.Where(slot => slot.IsConfigured || ExtentDevice.Exists(slot.Path)).Select(slot => OpenDeviceAsync(slot, cluster)).ToArray();
        await ReportProgressAsync(opening, cancellationToken);
        var found = new List<Device>();
        foreach (var (slot, device) in await Task.WhenAll(opening))
        {
            if (device is null) continue;
            _devices.Add(device);
            found.Add(new Device(device.Id, new NodeName($"node-{slot.Zone}"), slot.Zone, DeviceState.Active, device.Status.CapacityBytes) { Pool = new PoolName(device.Superblock.Pool) });
        }

        return found;
    }

    /// <summary>Opens the device of a slot or makes a new one; null when it is there but cannot be used, so that the others serve without it.</summary>
    private async Task<(DeviceSlot Slot, ExtentDevice? Device)> OpenDeviceAsync(DeviceSlot slot, Guid cluster)
    {
        var logger = loggers.CreateLogger<ExtentDevice>();
        ExtentDevice? device = null;
        try
        {
            if (!ExtentDevice.Exists(slot.Path))
            {
                var made = await ExtentDevice.CreateAsync(slot.Path, cluster, slot.Pool.Value, time);
                Log.DeviceMade(_logger, made.Device, slot.Path);
            }

            device = await ExtentDevice.OpenAsync(slot.Path, extentsOptions.Value, extentsMetrics, time, logger);
        }
        catch (StorageException exception)
        {
            Log.DeviceUnusable(_logger, slot.Path, exception.Message, exception);
        }

        if (device is null || device.Superblock.Cluster == cluster) return (slot, device);
        await device.DisposeAsync();
        Log.DeviceUnusable(_logger, slot.Path, "It belongs to another cluster.", null);
        return (slot, null);
    }

    private async Task ReportProgressAsync(Task[] opening, CancellationToken cancellationToken)
    {
        var all = Task.WhenAll(opening);
        var started = time.GetTimestamp();
        while (!all.IsCompleted)
        {
            await Task.WhenAny(all, Task.Delay(ProgressPeriod, time, cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
            if (!all.IsCompleted) Log.OpeningDevices(_logger, opening.Count(task => task.IsCompleted), opening.Length, time.GetElapsedTime(started).TotalSeconds);
        }
    }

    private async Task UpdateMapAsync(Catalog catalog, IReadOnlyList<Device> found, CancellationToken cancellationToken)
    {
        var current = await catalog.GetClusterMapAsync(cancellationToken);
        var plan = MapPlan.Make(current, found, options.Value.Targets);
        foreach (var device in plan.Replaced) Log.DeviceReplaced(_logger, device);
        foreach (var device in plan.Missing) Log.DeviceMissing(_logger, device);

        // The data directory is locked, so nobody else changes the map.
        if (plan.Map.Epoch > current.Epoch) Invariant.That(await catalog.TryStoreClusterMapAsync(new ClusterMap(current.Epoch.Next, plan.Map.Devices, plan.Map.Groups), cancellationToken));
        selector.Update(await catalog.GetClusterMapAsync(cancellationToken));
    }
}
