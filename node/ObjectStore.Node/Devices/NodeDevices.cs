using System.Collections.Frozen;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ObjectStore.Core.Errors;
using ObjectStore.Core.Fragments;
using ObjectStore.Core.Identifiers;
using ObjectStore.Extents;
using ObjectStore.Rpc.Fragments;

namespace ObjectStore.Node.Devices;

/// <summary>The devices of this node: opened at start and as they appear, closed at the end.</summary>
/// <remarks>
/// Thread-safe. Invariant: every open device belongs to the node's cluster, and no two have the same identity. A device that is open stays so until the end; one that
/// had an I/O error answers reads and says itself that it takes no writes.
/// </remarks>
internal sealed partial class NodeDevices(
    NodeIdentity identity, IOptions<NodeOptions> options, IOptions<ExtentsOptions> extentsOptions, ExtentsMetrics metrics, TimeProvider time, ILoggerFactory loggers)
    : INodeDevices, IAsyncDisposable
{
    private readonly ILogger _logger = loggers.CreateLogger<NodeDevices>();
    private readonly SemaphoreSlim _scanning = new(1);
    private Known _known = new([]);
    private bool _isClosed;

    /// <summary>How many devices are open, and how many of them take writes.</summary>
    public (int Open, int Writable) Counts
    {
        get
        {
            var devices = Current.Devices;
            return (devices.Count, devices.Values.Count(static device => device.Status.IsWritable));
        }
    }

    private Known Current => Volatile.Read(ref _known);

    /// <inheritdoc />
    public IFragmentDevice? Find(DeviceId id) => Current.Devices.GetValueOrDefault(id);

    /// <inheritdoc />
    public NodeDescription Describe() => new(
        identity.Name, identity.Zone, identity.Cluster, identity.PayloadPort, [.. Current.Slots.Values.OrderBy(slot => slot.Path, StringComparer.Ordinal).Select(slot => slot.Describe())]);

    /// <summary>Opens the devices that are there and not open yet. What cannot be opened is told of, and tried again with the next scan.</summary>
    public async Task ScanAsync(CancellationToken cancellationToken)
    {
        await _scanning.WaitAsync(cancellationToken);
        try
        {
            if (_isClosed) return;
            var known = Current.Slots;
            var closed = ListPaths().Where(path => known.GetValueOrDefault(path)?.Device is null).ToArray();
            if (closed.Length == 0) return;
            var opened = await Task.WhenAll(closed.Select(OpenAsync));
            var slots = new Dictionary<string, DeviceSlot>(known);
            foreach (var slot in opened) slots[slot.Path] = await RefuseTwinAsync(slots, slot);
            Volatile.Write(ref _known, new Known(slots));
            foreach (var slot in opened) Tell(known.GetValueOrDefault(slot.Path), slots[slot.Path]);
        }
        finally
        {
            _scanning.Release();
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _scanning.WaitAsync();
        _isClosed = true;
        await Task.WhenAll(Current.Devices.Values.Select(device => device.DisposeAsync().AsTask()));
        _scanning.Release();
    }

    private HashSet<string> ListPaths()
    {
        var paths = options.Value.Devices.Select(Path.GetFullPath).ToHashSet(StringComparer.Ordinal);
        if (options.Value.DevicesDirectory.Length == 0) return paths;
        try
        {
            // Names that begin with a dot are the system's.
            paths.UnionWith(Directory.EnumerateDirectories(Path.GetFullPath(options.Value.DevicesDirectory)).Where(path => !Path.GetFileName(path).StartsWith('.')));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Log.CannotList(_logger, options.Value.DevicesDirectory, exception.Message);
        }

        return paths;
    }

    private async Task<DeviceSlot> OpenAsync(string path)
    {
        try
        {
            if (!ExtentDevice.Exists(path))
            {
                var made = await ExtentDevice.CreateAsync(path, identity.Cluster, options.Value.Pool, time);
                Log.DeviceMade(_logger, made.Device, path);
            }

            var device = await ExtentDevice.OpenAsync(path, extentsOptions.Value, metrics, time, loggers.CreateLogger<ExtentDevice>());
            if (device.Superblock.Cluster == identity.Cluster) return new DeviceSlot(path, device, "");
            await device.DisposeAsync();
            return new DeviceSlot(path, null, $"The device {device.Id} belongs to another cluster, {device.Superblock.Cluster}.");
        }
        catch (StorageException exception)
        {
            return new DeviceSlot(path, null, exception.Message);
        }
    }

    /// <summary>A copy of a device's directory has its identity too; of the two only the one that was there first is served.</summary>
    private static async Task<DeviceSlot> RefuseTwinAsync(Dictionary<string, DeviceSlot> slots, DeviceSlot slot)
    {
        if (slot.Device is not { } device || slots.Values.FirstOrDefault(other => other.Device?.Id == device.Id) is not { } twin) return slot;
        await device.DisposeAsync();
        return new DeviceSlot(slot.Path, null, $"The device {device.Id} is open in {twin.Path} already.");
    }

    private void Tell(DeviceSlot? before, DeviceSlot slot)
    {
        if (slot.Device is { } device) Log.DeviceServed(_logger, device.Id, slot.Path);
        else if (before?.Problem != slot.Problem) Log.DeviceUnusable(_logger, slot.Path, slot.Problem);
    }

    /// <summary>What is known of the directories, in one piece: who was told of a device finds it.</summary>
    private sealed class Known(Dictionary<string, DeviceSlot> slots)
    {
        public FrozenDictionary<string, DeviceSlot> Slots { get; } = slots.ToFrozenDictionary();

        public FrozenDictionary<DeviceId, ExtentDevice> Devices { get; } = slots.Values.Select(static slot => slot.Device).OfType<ExtentDevice>().ToFrozenDictionary(static device => device.Id);
    }

    private static partial class Log
    {
        [LoggerMessage(2000, LogLevel.Information, "New device {Device} made in {Path}.")]
        public static partial void DeviceMade(ILogger logger, DeviceId device, string path);

        [LoggerMessage(2001, LogLevel.Information, "Device {Device} in {Path} is served.")]
        public static partial void DeviceServed(ILogger logger, DeviceId device, string path);

        [LoggerMessage(2002, LogLevel.Error, "The device in {Path} is not served: {Problem}")]
        public static partial void DeviceUnusable(ILogger logger, string path, string problem);

        [LoggerMessage(2003, LogLevel.Warning, "The directory {Path} cannot be listed for devices: {Problem}")]
        public static partial void CannotList(ILogger logger, string path, string problem);
    }
}
