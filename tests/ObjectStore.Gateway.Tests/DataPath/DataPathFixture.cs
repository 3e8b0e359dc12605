using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.IO.Pipelines;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using ObjectStore.Core.Buffers;
using ObjectStore.Core.Fragments;
using ObjectStore.Core.Identifiers;
using ObjectStore.Core.Stripes;
using ObjectStore.Gateway.DataPath;
using ObjectStore.Index.Objects;
using ObjectStore.Placement;

namespace ObjectStore.Gateway.Tests.DataPath;

/// <summary>The data path over two scripted devices in each of three zones.</summary>
internal sealed class DataPathFixture : IFragmentDevices, IDamageReports, IDisposable
{
    public static readonly FragmentOwner Owner = new(new BucketId(1), ObjectKey.From("key"), null, 0);

    private readonly Dictionary<DeviceId, IFragmentDevice> _devices = [];

    public DataPathFixture(long poolBytes = 64 << 20, DataPathOptions? options = null)
    {
        options ??= new DataPathOptions();
        var devices = Enumerable.Range(0, 6).Select(index => new Device(
            new DeviceId(new Guid(index + 1, 0, 0, new byte[8])),
            new NodeName($"node-{index / 2}"),
            new ZoneName($"{(char)('a' + index / 2)}"),
            DeviceState.Active,
            1L << 40)).ToArray();
        Devices = [.. devices.Select(device => new ScriptedDevice(device.Id))];
        foreach (var device in Devices) _devices[device.Id] = device;
        var map = PlacementPlanner.Plan(ClusterMap.Empty, new PlacementRequirements
        {
            Profiles = [new ErasureProfile(4, 2), ErasureProfile.Replicated],
            Devices = devices,
        });
        var selector = new PlacementSelector(TimeProvider.System, new PlacementSelectorOptions { FailureAvoidance = TimeSpan.FromSeconds(2) });
        selector.Update(map);

        Pool = new BufferPool(poolBytes, TimeProvider.System);
        Late = new LateBuffers(options);
        var metrics = new DataPathMetrics(new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>(), Pool, Late);
        Suspects = new SuspectDevices(this, selector, metrics, TimeProvider.System, NullLogger<SuspectDevices>.Instance);
        var sender = new FragmentSender(this, Suspects, selector, metrics, options, TimeProvider.System, NullLogger<FragmentSender>.Instance);
        var groups = new GroupDirectory(selector);
        var store = new StripeStore(sender, groups, selector, this, Late, metrics, options, TimeProvider.System, NullLogger<StripeStore>.Instance);
        var reader = new FragmentReader(this, this, new BufferPool(32 << 20, TimeProvider.System), metrics, NullLogger<FragmentReader>.Instance);
        Data = new ObjectData(store, reader, groups, Pool, options);
    }

    public ObjectData Data { get; }

    public BufferPool Pool { get; }

    public LateBuffers Late { get; }

    public SuspectDevices Suspects { get; }

    public IReadOnlyList<ScriptedDevice> Devices { get; }

    public ConcurrentBag<FragmentId> Damage { get; } = [];

    public int FragmentCount => Devices.Sum(device => device.Fragments.Count);

    public IFragmentDevice? Find(DeviceId id) => _devices.GetValueOrDefault(id);

    /// <summary>Puts another device in the place of a scripted one.</summary>
    public void Replace(DeviceId id, IFragmentDevice device) => _devices[id] = device;

    public void Dispose() => Suspects.Dispose();

    public void Report(FragmentId fragment, PlacementGroupId group) => Damage.Add(fragment);

    public async Task<IReadOnlyList<StripeRun>> WriteAsync(byte[] bytes) =>
        await Data.WriteAsync(new ScriptedSource(bytes), Owner, TestContext.Current.CancellationToken);

    public async Task<byte[]> ReadAsync(IReadOnlyList<StripeRun> runs, long position, long length)
    {
        var stream = new MemoryStream();
        var writer = PipeWriter.Create(stream);
        await Data.ReadAsync(runs, position, length, writer, TestContext.Current.CancellationToken);
        await writer.CompleteAsync();
        return stream.ToArray();
    }
}
