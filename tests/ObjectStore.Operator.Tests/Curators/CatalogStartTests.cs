using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using ObjectStore.Cluster;
using ObjectStore.Cluster.Nodes;
using ObjectStore.Core.Errors;
using ObjectStore.Core.Fragments;
using ObjectStore.Core.Identifiers;
using ObjectStore.CuratorHost;
using ObjectStore.Index.Databases;
using ObjectStore.Rpc.Client;
using ObjectStore.Rpc.Fragments;
using ObjectStore.Testing;

namespace ObjectStore.Operator.Tests.Curators;

public sealed class CatalogStartTests : IAsyncDisposable
{
    private static readonly NodeDevice Opening = new(null, "", "/devices/slow", null, "It is being opened.");

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("objectstore-catalog-");
    private readonly TestMeterFactory _meters = new();
    private readonly ManualTimeProvider _time = new();
    private readonly ClusterIdentity _identity = new(Options.Create(new ClusterOptions { Id = Samples.Cluster.ToString() }));
    private readonly ClusterNodes _nodes;
    private readonly ClusterStore _store;

    public CatalogStartTests()
    {
        var minute = TimeSpan.FromMinutes(1);
        var patient = new RpcChannelOptions { ConnectTimeout = minute, CallTimeout = minute, DescribeTimeout = minute, KeepAliveTimeout = minute };
        _nodes = new ClusterNodes(_identity, patient, certificates: null, TimeProvider.System, NullLogger<ClusterNodes>.Instance);
        var databases = new IndexOptions { Databases = [new IndexDatabaseOptions { Name = "main", Path = Path.Combine(_directory.FullName, "index.db") }] };
        _store = new ClusterStore(_identity, Options.Create(databases), new IndexMetrics(_meters), _time, NullLogger<ClusterStore>.Instance);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _nodes.Dispose();
        _meters.Dispose();
        _directory.Delete(recursive: true);
    }

    /// <summary>Goal: no catalog is made beside data that nobody has read yet. Method: beside an empty device one is still being opened; then it turns out to hold fragments.</summary>
    [Fact]
    public async Task OpenAsync_DeviceThatIsBeingOpenedHoldsData_IsRefusedThen()
    {
        await using var node = await DescribedNode.StartAsync(Device(fragments: 0), Opening);
        var start = Start(node);

        var opening = start.OpenAsync(Token);
        await Wait.UntilAsync(() => start.Problem.Contains("/devices/slow of the node node-a1 is not. It is being opened.", StringComparison.Ordinal) || opening.IsCompleted);
        Assert.False(opening.IsCompleted);
        node.Devices = [Device(fragments: 0), Device(fragments: 1)];
        await TryAgainAsync(opening);

        Assert.Equal(StorageErrorCode.Refused, (await Assert.ThrowsAsync<StorageException>(() => opening)).Code);
    }

    [Fact]
    public async Task OpenAsync_DeviceThatIsBeingOpenedIsEmpty_IsMadeThen()
    {
        await using var node = await DescribedNode.StartAsync(Opening);
        var start = Start(node);

        var opening = start.OpenAsync(Token);
        await Wait.UntilAsync(() => start.Problem.Contains("It is being opened.", StringComparison.Ordinal) || opening.IsCompleted);
        Assert.False(opening.IsCompleted);
        node.Devices = [Device(fragments: 0)];
        await TryAgainAsync(opening);

        await opening;
        Assert.Equal("main", _store.Databases.Catalog.Name);
    }

    [Fact]
    public async Task OpenAsync_NoNodeHasADevice_WaitsForOne()
    {
        await using var node = await DescribedNode.StartAsync();
        var start = Start(node);

        var opening = start.OpenAsync(Token);
        await Wait.UntilAsync(() => start.Problem.Contains("No node has told of a device yet.", StringComparison.Ordinal) || opening.IsCompleted);
        Assert.False(opening.IsCompleted);
        node.Devices = [Device(fragments: 0)];
        await TryAgainAsync(opening);

        await opening;
    }

    /// <summary>Whatever becomes of the others.</summary>
    [Fact]
    public async Task OpenAsync_SomeDeviceHoldsData_IsRefusedAtOnce()
    {
        await using var node = await DescribedNode.StartAsync(Opening, Device(fragments: 1));

        var refused = await Assert.ThrowsAsync<StorageException>(() => Start(node).OpenAsync(Token));

        Assert.Equal(StorageErrorCode.Refused, refused.Code);
    }

    /// <summary>Goal: who looks for the database is not sent to a device. Method: a store with data whose database cannot be opened, beside a device that is being opened.</summary>
    [Fact]
    public async Task OpenAsync_DatabaseOfAStoreWithDataIsDown_SpeaksOfTheDatabaseAlone()
    {
        await using var node = await DescribedNode.StartAsync(Opening, Device(fragments: 1));
        var database = _directory.CreateSubdirectory("index.db");
        var start = Start(node);

        var opening = start.OpenAsync(Token);
        await Wait.UntilAsync(() => _time.UntilNext is not null || opening.IsCompleted);
        Assert.StartsWith("SQLite answered", start.Problem, StringComparison.Ordinal);
        Assert.DoesNotContain("No catalog is made", start.Problem, StringComparison.Ordinal);
        database.Delete();
        await TryAgainAsync(opening);

        Assert.Equal(StorageErrorCode.Refused, (await Assert.ThrowsAsync<StorageException>(() => opening)).Code);
    }

    [Fact]
    public async Task OpenAsync_NodeDoesNotAnswer_SaysSo()
    {
        var node = await DescribedNode.StartAsync(Device(fragments: 0));
        var start = Start(node);
        await node.DisposeAsync();
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(Token);

        var opening = start.OpenAsync(stopping.Token);
        await Wait.UntilAsync(() => _time.UntilNext is not null || opening.IsCompleted);
        await stopping.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => opening);
        Assert.EndsWith("Not all nodes answer.", start.Problem, StringComparison.Ordinal);
    }

    private static NodeDevice Device(long fragments) => new(DeviceId.New(), "default", "/devices/1", new DeviceStatus(1 << 30, 1 << 30, 0, fragments, IsWritable: true), "");

    private CatalogStart Start(DescribedNode node) => new(_store, new Listed(node.Address), _nodes, _time, NullLogger<CatalogStart>.Instance);

    /// <summary>Time goes by until it has come to its end.</summary>
    private Task TryAgainAsync(Task opening) => Wait.UntilAsync(() =>
    {
        _time.Advance(TimeSpan.FromSeconds(2));
        return opening.IsCompleted;
    });

    private sealed class Listed(Uri address) : INodeList
    {
        public IReadOnlyList<Uri> Read() => [address];
    }
}
