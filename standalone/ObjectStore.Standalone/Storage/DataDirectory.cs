using System.Globalization;
using System.Text.RegularExpressions;
using ObjectStore.Core.Errors;
using ObjectStore.Core.Identifiers;

namespace ObjectStore.Standalone.Storage;

/// <summary>
/// The folder that holds everything: <c>index/</c>, <c>zone-a/device-1/</c> …, of further pools <c>pools/NAME/zone-a/device-1/</c> …, and a lock that keeps a second process out for as long as this
/// object lives.
/// </summary>
internal sealed partial class DataDirectory : IDisposable
{
    private const string PoolsFolder = "pools";

    private readonly string _root;
    private readonly FileStream _lock;

    private DataDirectory(string root, FileStream @lock)
    {
        _root = root;
        _lock = @lock;
    }

    /// <summary>Where it is.</summary>
    public string Root => _root;

    /// <summary>File of the index.</summary>
    public string IndexFile => Path.Combine(_root, "index", "index.db");

    /// <summary>Makes the folder if it is missing and locks it.</summary>
    /// <exception cref="StorageException">Refused: another process has it, or it cannot be made.</exception>
    public static DataDirectory Open(string path)
    {
        var root = Path.GetFullPath(path);
        try
        {
            Directory.CreateDirectory(Path.Combine(root, "index"));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StorageException(StorageErrorCode.Refused, $"The data directory '{root}' cannot be made: {exception.Message}", exception);
        }

        try
        {
            return new DataDirectory(root, new FileStream(Path.Combine(root, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StorageException(StorageErrorCode.Refused, $"The data directory '{root}' is in use by another process, or cannot be written to.", exception);
        }
    }

    /// <summary>The configured places for devices and those that further folders are at, in order of pool, zone and number.</summary>
    /// <param name="zones">Zones of every pool.</param>
    /// <param name="devicesPerZone">The pools that are configured.</param>
    public IReadOnlyList<DeviceSlot> ListSlots(int zones, IReadOnlyDictionary<PoolName, int> devicesPerZone)
    {
        var pools = Path.Combine(_root, PoolsFolder);
        var found = Directory.Exists(pools) ? Directory.EnumerateDirectories(pools).Select(Path.GetFileName).OfType<string>().Where(StandaloneOptions.IsFurtherPool).Select(static name => new PoolName(name)) : [];
        return
        [
            .. devicesPerZone.Keys.Concat(found).Append(PoolName.Default).Distinct().OrderBy(static pool => pool.Value, StringComparer.Ordinal)
                .SelectMany(pool => ListSlots(pool, zones, devicesPerZone.GetValueOrDefault(pool))),
        ];
    }

    /// <inheritdoc />
    public void Dispose() => _lock.Dispose();

    private SortedDictionary<(string Zone, int Number), DeviceSlot>.ValueCollection ListSlots(PoolName pool, int zones, int devicesPerZone)
    {
        var folder = pool == PoolName.Default ? _root : Path.Combine(_root, PoolsFolder, pool.Value);
        var slots = new SortedDictionary<(string Zone, int Number), DeviceSlot>();
        for (var zone = 0; zone < zones; zone++)
        {
            for (var number = 1; number <= devicesPerZone; number++) Add(((char)('a' + zone)).ToString(), number, isConfigured: true);
        }

        foreach (var zoneFolder in Directory.Exists(folder) ? Directory.EnumerateDirectories(folder, "zone-?") : [])
        {
            foreach (var deviceFolder in Directory.EnumerateDirectories(zoneFolder, "device-*"))
            {
                var match = DeviceFolder().Match(deviceFolder);
                if (match.Success) Add(match.Groups[1].Value, int.Parse(match.Groups[2].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture), isConfigured: false);
            }
        }

        return slots.Values;

        void Add(string zone, int number, bool isConfigured) =>
            slots.TryAdd((zone, number), new DeviceSlot(pool, new ZoneName(zone), Path.Combine(folder, $"zone-{zone}", $"device-{number}"), isConfigured));
    }

    [GeneratedRegex(@"zone-([a-z])/device-([1-9]\d{0,3})$", RegexOptions.CultureInvariant)]
    private static partial Regex DeviceFolder();
}
