using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.IO.Pipelines;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using ObjectStore.Core.Buffers;
using ObjectStore.Core.Fragments;
using ObjectStore.Core.Identifiers;
using ObjectStore.Core.Stripes;
using ObjectStore.Gateway.Compression;
using ObjectStore.Gateway.DataPath;
using ObjectStore.Gateway.Frames;
using ObjectStore.Gateway.ReadCache;
using ObjectStore.Index.Objects;
using ObjectStore.Lifecycle.StorageClasses;
using ObjectStore.Placement;
using ObjectStore.Testing;

namespace ObjectStore.Gateway.Tests.DataPath;

/// <summary>The data path over scripted devices, two in each of three zones if a test does not ask for others.</summary>
internal sealed class DataPathFixture : IFragmentDevices, IDamageReports, IDisposable
{
    public static readonly FragmentOwner Owner = new(new BucketId(1), ObjectKey.From("key"), null, 0);

    private readonly Dictionary<DeviceId, IFragmentDevice> _devices = [];

    public DataPathFixture(long poolBytes = 64 << 20, DataPathOptions? options = null, TimeProvider? time = null, int zones = 3, int devicesPerZone = 2, long readCacheBytes = 0)
    {
        // On the real clock a busy machine may hold any device up for seconds, which is not what those tests are about.
        options ??= time is null ? new DataPathOptions { WriteTimeout = TimeSpan.FromMinutes(1) } : new DataPathOptions();
        if (time is null) options.WritePatience = options.SlowReadMin = options.SlowWriteMin = TimeSpan.FromMinutes(1);

        // And nobody makes devices answer again there.
        if (time is null) options.ReadPatience = TimeSpan.Zero;

        // Nor is how long they wait for a buffer meanwhile.
        var poolTime = time ?? new ManualTimeProvider();
        time ??= TimeProvider.System;
        var devices = Enumerable.Range(0, zones * devicesPerZone).Select(index => new Device(
            new DeviceId(new Guid(index + 1, 0, 0, new byte[8])),
            new NodeName($"node-{index / devicesPerZone}"),
            new ZoneName($"{(char)('a' + index / devicesPerZone)}"),
            DeviceState.Active,
            1L << 40)).ToArray();
        Devices = [.. devices.Select(device => new ScriptedDevice(device.Id))];
        foreach (var device in Devices) _devices[device.Id] = device;
        var map = PlacementPlanner.Plan(ClusterMap.Empty, new PlacementRequirements
        {
            Profiles = [options.Profile, ErasureProfile.Replicated],
            Devices = devices,
        });
        Selector = new PlacementSelector(time, new PlacementSelectorOptions { FailureAvoidance = TimeSpan.FromSeconds(2) });
        Selector.Update(map);

        Pool = new BufferPool(poolBytes, poolTime);
        ReconstructionPool = new BufferPool(32 << 20, poolTime);
        Late = new LateBuffers(options);
        var meters = new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>();
        var metrics = new DataPathMetrics(meters, Pool, Late);
        Suspects = new SuspectDevices(this, Selector, metrics, options, time, NullLogger<SuspectDevices>.Instance);
        SlowWrites = new SlowWrites(this, Selector, options, time, NullLogger<SlowDevices>.Instance);
        SlowReads = new SlowDevices("reads", () => Selector.Map, time, NullLogger.Instance);
        Sender = new FragmentSender(this, Suspects, SlowWrites, Selector, metrics, options, time, NullLogger<FragmentSender>.Instance);
        Groups = new GroupDirectory(Selector, _ => ValueTask.FromResult(StoredMap ?? map), options);
        var store = new StripeStore(Sender, Groups, Selector, this, Late, metrics, options, time, NullLogger<StripeStore>.Instance);
        Access = new FragmentAccess(this, Suspects, SlowReads, this, metrics, NullLogger<FragmentAccess>.Instance);
        var reader = new FragmentReader(Access, new ReadHedging(options, metrics, time), ReconstructionPool, Late, metrics, NullLogger<FragmentReader>.Instance);
        Cache = new BlockCache(readCacheBytes, new ReadCacheMetrics(meters));
        Data = new ObjectData(store, reader, new CachedReader(reader, Cache), Groups, Pool, options, time);
        Writes = new ObjectWrites(Data, StorageClassTable.Always, new CompressionMetrics(meters));
    }

    public PlacementSelector Selector { get; }

    /// <summary>The cluster map in the catalog, when that is another one than the gateway has.</summary>
    public ClusterMap? StoredMap { get; set; }

    public BufferPool ReconstructionPool { get; }

    public FragmentSender Sender { get; }

    public GroupDirectory Groups { get; }

    public FragmentAccess Access { get; }

    public SlowDevices SlowReads { get; }

    public SlowWrites SlowWrites { get; }

    public ObjectData Data { get; }

    public ObjectWrites Writes { get; }

    public BlockCache Cache { get; }

    public BufferPool Pool { get; }

    public LateBuffers Late { get; }

    public SuspectDevices Suspects { get; }

    public List<ScriptedDevice> Devices { get; }

    public ConcurrentBag<FragmentId> Damage { get; } = [];

    /// <summary>Reads that devices were asked for.</summary>
    public int ReadCount => Devices.Sum(device => device.ReadCount);

    public int FragmentCount => Devices.Sum(device => device.Fragments.Count);

    public IFragmentDevice? Find(DeviceId id) => _devices.GetValueOrDefault(id);

    /// <summary>Puts another device in the place of a scripted one.</summary>
    public void Replace(DeviceId id, IFragmentDevice device) => _devices[id] = device;

    /// <summary>Puts a device out of reach.</summary>
    public void Remove(DeviceId id) => _devices.Remove(id);

    /// <summary>Replaces the map, as a gateway does that hears of a newer one.</summary>
    public void ChangeMap(Func<ClusterMap, ClusterMap> change)
    {
        var changed = change(Selector.Map);
        Selector.Update(new ClusterMap(Selector.Map.Epoch.Next, changed.Devices, changed.Groups));
    }

    /// <summary>The devices of a zone.</summary>
    public IEnumerable<ScriptedDevice> DevicesIn(string zone) => Devices.Where(device => Selector.Map.FindDevice(device.Id)!.Zone.Value == zone);

    /// <summary>The device at one place of a run's group.</summary>
    public ScriptedDevice DeviceOf(StripeRun run, int member) => Devices.Single(device => device.Id == Selector.Map.FindGroup(run.Group)!.Devices[member]);

    public void Dispose()
    {
        Suspects.Dispose();
        SlowWrites.Dispose();
    }

    public void Report(FragmentId fragment, PlacementGroupId group) => Damage.Add(fragment);

    public async Task<IReadOnlyList<StripeRun>> WriteAsync(byte[] bytes) =>
        await Data.WriteAsync(new ScriptedSource(bytes), Owner, pool: null, TestContext.Current.CancellationToken);

    /// <summary>Writes, and waits for the stragglers after the quorum too, so that every read finds its fragment.</summary>
    public async Task<IReadOnlyList<StripeRun>> WriteWholeAsync(byte[] bytes)
    {
        var before = FragmentCount;
        var runs = await WriteAsync(bytes);
        await Wait.UntilAsync(() => FragmentCount == before + runs.Sum(run => run.StripeCount * run.Profile.FragmentCount));
        return runs;
    }

    public async Task<byte[]> ReadAsync(IReadOnlyList<StripeRun> runs, long position, long length)
    {
        var stream = new MemoryStream();
        var writer = PipeWriter.Create(stream);
        await Data.ReadAsync(runs, position, length, writer, TestContext.Current.CancellationToken);
        await writer.CompleteAsync();
        return stream.ToArray();
    }
}
