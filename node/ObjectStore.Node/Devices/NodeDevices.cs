using System.Collections.Frozen;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ObjectStore.Core.Fragments;
using ObjectStore.Core.Identifiers;
using ObjectStore.Extents;
using ObjectStore.Rpc.Fragments;

namespace ObjectStore.Node.Devices;

/// <summary>The devices of this node: opened at start and as they appear, closed at the end.</summary>
/// <remarks>
/// Thread-safe. Invariants: every open device belongs to the node's cluster, and no two have the same identity; each is described from the moment that it is found, and
/// served as soon as it is open, whatever the others are at. A device that is open stays so until the end; one that had an I/O error answers reads and says itself that it takes no writes.
/// </remarks>
internal sealed partial class NodeDevices(NodeIdentity identity, IOptions<NodeOptions> options, IDeviceOpener opener, ILogger<NodeDevices> logger) : INodeDevices, IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly HashSet<string> _opening = new(StringComparer.Ordinal);
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

    /// <summary>
    /// Opens the devices that are there and not open yet. What cannot be opened is told of, and tried again with the next scan. It ends when all that it has begun with
    /// have come to an end; who does not wait for that long stops none of them.
    /// </summary>
    public Task ScanAsync(CancellationToken cancellationToken) => Task.WhenAll(Begin(ListPaths())).WaitAsync(cancellationToken);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        lock (_lock) _isClosed = true;

        // What is still being opened may never be: it stays as a kill leaves it.
        await Task.WhenAll(Current.Devices.Values.Select(device => device.DisposeAsync().AsTask()));
    }

    /// <summary>Begins to open what is neither open nor being opened.</summary>
    private List<Task> Begin(HashSet<string> paths)
    {
        var begun = new List<Task>();
        lock (_lock)
        {
            if (_isClosed) return begun;
            var slots = new Dictionary<string, DeviceSlot>(Current.Slots);
            foreach (var path in paths.Where(path => slots.GetValueOrDefault(path)?.Device is null && !_opening.Contains(path)))
            {
                // Who is told of the node learns that there may be data which nobody has read yet.
                slots.TryAdd(path, new DeviceSlot(path, null, "It is being opened."));

                // On another thread: the disk may not answer at all.
                _opening.Add(path);
                begun.Add(Task.Run(() => OpenAsync(path)));
            }

            Volatile.Write(ref _known, new Known(slots));
        }

        return begun;
    }

    private async Task OpenAsync(string path)
    {
        try
        {
            var slot = await TryOpenAsync(path);
            if (!TryServe(slot) && slot.Device is { } device) await device.DisposeAsync();
        }
        finally
        {
            lock (_lock) _opening.Remove(path);
        }
    }

    /// <summary>Whoever began it may not wait any more: what nobody has foreseen is told here, and tried again like the rest.</summary>
    private async Task<DeviceSlot> TryOpenAsync(string path)
    {
        try
        {
            return await opener.OpenAsync(path);
        }
        catch (Exception exception)
        {
            Log.OpeningFailed(logger, exception, path);
            return new DeviceSlot(path, null, $"It could not be opened: {exception.Message}");
        }
    }

    /// <summary>Makes known what became of a directory; false when its device is not served.</summary>
    private bool TryServe(DeviceSlot slot)
    {
        lock (_lock)
        {
            if (_isClosed) return false;
            var slots = new Dictionary<string, DeviceSlot>(Current.Slots);
            var before = slots.GetValueOrDefault(slot.Path);
            var known = slots[slot.Path] = RefuseTwin(slots, slot);
            Volatile.Write(ref _known, new Known(slots));
            Tell(before, known);
            return known.Device is not null;
        }
    }

    private HashSet<string> ListPaths()
    {
        var paths = options.Value.Devices.Select(Path.GetFullPath).ToHashSet(StringComparer.Ordinal);
        if (options.Value.DevicesDirectory.Length == 0) return paths;
        try
        {
            paths.UnionWith(Directory.EnumerateDirectories(Path.GetFullPath(options.Value.DevicesDirectory)).Where(static path => !IsOfTheSystem(path)));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Log.CannotList(logger, options.Value.DevicesDirectory, exception.Message);
        }

        return paths;
    }

    /// <summary>Names that begin with a dot are the system's, and one is the file system's, unless an earlier release has made a device of it.</summary>
    private static bool IsOfTheSystem(string path)
    {
        var name = Path.GetFileName(path);
        return name.StartsWith('.') || (name == ExtentDevice.LostAndFound && !ExtentDevice.Exists(path));
    }

    /// <summary>A copy of a device's directory has its identity too; of the two only the one that was there first is served.</summary>
    private static DeviceSlot RefuseTwin(Dictionary<string, DeviceSlot> slots, DeviceSlot slot) =>
        slot.Device is { } device && slots.Values.FirstOrDefault(other => other.Device?.Id == device.Id) is { } twin
            ? new DeviceSlot(slot.Path, null, $"The device {device.Id} is open in {twin.Path} already.")
            : slot;

    private void Tell(DeviceSlot? before, DeviceSlot slot)
    {
        if (slot.Device is { } device) Log.DeviceServed(logger, device.Id, slot.Path);
        else if (before?.Problem != slot.Problem) Log.DeviceUnusable(logger, slot.Path, slot.Problem);
    }

    /// <summary>What is known of the directories, in one piece: who was told of a device finds it.</summary>
    private sealed class Known(Dictionary<string, DeviceSlot> slots)
    {
        public FrozenDictionary<string, DeviceSlot> Slots { get; } = slots.ToFrozenDictionary();

        public FrozenDictionary<DeviceId, ExtentDevice> Devices { get; } = slots.Values.Select(static slot => slot.Device).OfType<ExtentDevice>().ToFrozenDictionary(static device => device.Id);
    }

    private static partial class Log
    {
        [LoggerMessage(2001, LogLevel.Information, "Device {Device} in {Path} is served.")]
        public static partial void DeviceServed(ILogger logger, DeviceId device, string path);

        [LoggerMessage(2002, LogLevel.Error, "The device in {Path} is not served: {Problem}")]
        public static partial void DeviceUnusable(ILogger logger, string path, string problem);

        [LoggerMessage(2003, LogLevel.Warning, "The directory {Path} cannot be listed for devices: {Problem}")]
        public static partial void CannotList(ILogger logger, string path, string problem);

        [LoggerMessage(2004, LogLevel.Error, "The device in {Path} could not be opened for a reason that nobody has foreseen.")]
        public static partial void OpeningFailed(ILogger logger, Exception exception, string path);
    }
}
