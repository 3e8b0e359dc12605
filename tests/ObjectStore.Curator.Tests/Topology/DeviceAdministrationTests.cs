using ObjectStore.Core.Errors;
using ObjectStore.Core.Identifiers;
using ObjectStore.Curator.Reports;
using ObjectStore.Curator.Tests.Fakes;
using ObjectStore.Curator.Tests.Keymap;
using ObjectStore.Curator.Topology;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.InMemory;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Placement;
using ObjectStore.Testing;
using Xunit;

namespace ObjectStore.Curator.Tests.Topology;

public sealed class DeviceAdministrationTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>A zone has one device to spare, and two people each drain one, the second between the first one's look and its commit.</summary>
    [Fact]
    public async Task DrainAsync_TwoCuratorsAtOnce_OnlyOneOfThemMay()
    {
        var store = new InterruptedStore(new InMemoryOrderedStore());
        var catalog = TestCatalog.Over(store);
        var devices = Enumerable.Range(0, 7).Select(i => new Device(new DeviceId(new Guid(i + 1, 0, 0, new byte[8])), new NodeName($"node-{i}"), new ZoneName("abcabca"[i].ToString()), DeviceState.Active, 1 << 30)).ToArray();
        Assert.True(await catalog.TryStoreClusterMapAsync(
            PlacementPlanner.Plan(ClusterMap.Empty, new PlacementRequirements { Profiles = [TestCluster.FourPlusTwo], Devices = devices }), Cancel));
        DeviceChange? second = null;
        store.BeforeNextCommit = async () => second = await AdministrationOf(catalog).DrainAsync([devices[3].Id], Cancel);

        var first = await AdministrationOf(catalog).DrainAsync([devices[0].Id], Cancel);

        Assert.Null(second!.Refusal);
        Assert.Equal(DeviceRefusalKind.NotEnoughDevices, first.Refusal?.Kind);
        Assert.Equal([devices[3].Id], (await catalog.GetClusterMapAsync(Cancel)).Devices.Where(device => device.IsLeaving).Select(device => device.Id));
    }

    [Fact]
    public async Task AnyRequest_CatalogDown_SaysSo()
    {
        var store = new FailingStore(new InMemoryOrderedStore()) { IsDown = true };
        var administration = AdministrationOf(TestCatalog.Over(store));
        DeviceId[] devices = [DeviceId.New()];

        foreach (var request in new Func<ValueTask<DeviceChange>>[]
        {
            () => administration.DrainAsync(devices, Cancel),
            () => administration.KeepAsync(devices, Cancel),
            () => administration.RemoveAsync(devices, Cancel),
        })
        {
            var exception = await Assert.ThrowsAsync<StorageException>(async () => await request());
            Assert.Equal(StorageErrorCode.IndexUnavailable, exception.Code);
        }
    }

    [Fact]
    public async Task RemoveAsync_DrainedDeviceThatIsGone_LeavesTheMap()
    {
        using var cluster = await TestCluster.CreateAsync(seed: 1);
        var added = await cluster.AddDeviceAsync(new ZoneName("a"), new NodeName("node-new"));
        Assert.Null((await cluster.Administration.DrainAsync([added], Cancel)).Refusal);
        await RoundsAsync(cluster, 6);

        var early = await cluster.Administration.RemoveAsync([added], Cancel);
        cluster.Devices[added].IsUnreachable = true;
        await RoundsAsync(cluster, 6);
        var late = await cluster.Administration.RemoveAsync([added], Cancel);
        await RoundsAsync(cluster, 6);

        Assert.Equal(DeviceRefusalKind.StillAnswers, early.Refusal?.Kind);
        Assert.Null(late.Refusal);
        Assert.Null((await cluster.Catalog.GetClusterMapAsync(Cancel)).FindDevice(added));
    }

    [Fact]
    public async Task KeepAsync_DrainingDevice_StaysAsItWas()
    {
        using var cluster = await TestCluster.CreateAsync(seed: 1);
        var added = await cluster.AddDeviceAsync(new ZoneName("a"), new NodeName("node-new"));
        await cluster.Administration.DrainAsync([added], Cancel);

        var kept = await cluster.Administration.KeepAsync([added], Cancel);

        Assert.Null(kept.Refusal);
        Assert.Equal((DeviceState.Active, false), (kept.Map.FindDevice(added)!.State, kept.Map.FindDevice(added)!.IsLeaving));
    }

    /// <summary>It would be emptied again in the next round, and so on for ever.</summary>
    [Fact]
    public async Task KeepAsync_WritesFail_IsRefusedUntilTheyDoNot()
    {
        using var cluster = await TestCluster.CreateAsync(seed: 1);
        var failing = await cluster.AddDeviceAsync(new ZoneName("a"), new NodeName("node-new"));
        await cluster.Administration.DrainAsync([failing], Cancel);
        cluster.Devices[failing].HasFailed = true;
        await RoundsAsync(cluster, 6);

        var early = await cluster.Administration.KeepAsync([failing], Cancel);
        cluster.Devices[failing].HasFailed = false;
        await RoundsAsync(cluster, 6);
        var late = await cluster.Administration.KeepAsync([failing], Cancel);

        Assert.Equal(DeviceRefusalKind.WritesFail, early.Refusal?.Kind);
        Assert.True(early.Map.FindDevice(failing)!.IsLeaving);
        Assert.Null(late.Refusal);
        Assert.False(late.Map.FindDevice(failing)!.IsLeaving);
    }

    private static async Task RoundsAsync(TestCluster cluster, int count)
    {
        for (var i = 0; i < count; i++)
        {
            cluster.Time.Advance(TimeSpan.FromSeconds(1));
            await cluster.RunAsync(Jobs.JobNames.Topology);
        }
    }

    private static DeviceAdministration AdministrationOf(ICatalog catalog) => new(new MapUpdates(catalog), new CuratorReports(catalog), TimeProvider.System);

    /// <summary>Lets somebody else in before a commit.</summary>
    private sealed class InterruptedStore(IOrderedStore inner) : IOrderedStore
    {
        public Func<Task>? BeforeNextCommit { get; set; }

        public ValueTask<Row?> ReadAsync(ReadOnlyMemory<byte> key, CancellationToken cancellationToken) => inner.ReadAsync(key, cancellationToken);

        public ValueTask<IReadOnlyList<Row?>> ReadAsync(IReadOnlyList<ReadOnlyMemory<byte>> keys, CancellationToken cancellationToken) => inner.ReadAsync(keys, cancellationToken);

        public ValueTask<IReadOnlyList<Row>> ScanAsync(KeyRange range, int limit, bool reverse, CancellationToken cancellationToken) =>
            inner.ScanAsync(range, limit, reverse, cancellationToken);

        public async ValueTask<CommitResult> CommitAsync(Commit commit, CancellationToken cancellationToken)
        {
            var (interruption, _) = (BeforeNextCommit, BeforeNextCommit = null);
            if (interruption is not null) await interruption();
            return await inner.CommitAsync(commit, cancellationToken);
        }

        public ValueTask<IOrderedSnapshot> OpenSnapshotAsync(CancellationToken cancellationToken) => inner.OpenSnapshotAsync(cancellationToken);

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
