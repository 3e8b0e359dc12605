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
internal sealed class DataPathFixture : IFragmentDevices, IDamageReports
{
    public static readonly FragmentOwner Owner = new(new BucketId(1), ObjectKey.From("key"), null, 0);

    private readonly Dictionary<DeviceId, ScriptedDevice> _devices = [];

    public DataPathFixture(long poolBytes = 64 << 20)
    {
        var devices = Enumerable.Range(0, 6).Select(index => new Device(
            new DeviceId(new Guid(index + 1, 0, 0, new byte[8])),
            new NodeName($"node-{index / 2}"),
            new ZoneName($"{(char)('a' + index / 2)}"),
            DeviceState.Active,
            1L << 40)).ToArray();
        foreach (var device in devices) _devices[device.Id] = new ScriptedDevice(device.Id);
        Devices = [.. devices.Select(device => _devices[device.Id])];
        var map = PlacementPlanner.Plan(ClusterMap.Empty, new PlacementRequirements
        {
            Profiles = [new ErasureProfile(4, 2), ErasureProfile.Replicated],
            Devices = devices,
        });
        var selector = new PlacementSelector(TimeProvider.System, new PlacementSelectorOptions());
        selector.Update(map);

        var options = new DataPathOptions();
        Pool = new BufferPool(poolBytes, TimeProvider.System);
        var metrics = new DataPathMetrics(new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>(), Pool);
        var groups = new GroupDirectory(selector);
        var store = new StripeStore(this, groups, selector, this, metrics, options, TimeProvider.System, NullLogger<StripeStore>.Instance);
        var reader = new FragmentReader(this, this, new BufferPool(32 << 20, TimeProvider.System), metrics, NullLogger<FragmentReader>.Instance);
        Data = new ObjectData(store, reader, groups, Pool, options);
    }

    public ObjectData Data { get; }

    public BufferPool Pool { get; }

    public IReadOnlyList<ScriptedDevice> Devices { get; }

    public ConcurrentBag<FragmentId> Damage { get; } = [];

    public int FragmentCount => Devices.Sum(device => device.Fragments.Count);

    public IFragmentDevice? Find(DeviceId id) => _devices.GetValueOrDefault(id);

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
