using ObjectStore.Index.Keymap.Changes;
using ObjectStore.Index.OrderedStore;
using Xunit;

namespace ObjectStore.Index.Conformance.Keymap;

/// <summary>Two databases with three partitions in the first, of which the middle one is to move to the second while operations go on.</summary>
internal sealed class Scene : IAsyncDisposable
{
    private const int OperationsBefore = 60;
    private const int OperationsAfter = 10;
    private const int OperationsMeanwhile = 4;

    private static readonly byte[] Start = IndexTwins.Bound(3);

    private readonly OrderedStoreFixture[] _fixtures;
    private readonly IOrderedStore[] _databases;
    private readonly IndexTwins _twins;
    private readonly SimulatedProcess _survivor;

    private Scene(OrderedStoreFixture[] fixtures, int seed)
    {
        _fixtures = fixtures;
        _databases = [.. fixtures.Select(static fixture => fixture.Open())];
        _twins = new IndexTwins(_databases, seed);
        _survivor = new SimulatedProcess(_databases, new ProcessFate());
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<Scene> SetAsync<TSource, TTarget>(int seed)
        where TSource : OrderedStoreFixture, new()
        where TTarget : OrderedStoreFixture, new()
    {
        var scene = new Scene([new TSource(), new TTarget()], seed);
        await scene._twins.CreateBucketAsync();
        await scene._twins.RunAsync(OperationsBefore);
        Assert.Equal(KeymapOutcome.Applied, await scene._survivor.Control.SplitAsync(default, [Start, IndexTwins.Bound(8)], Cancel));
        return scene;
    }

    /// <summary>Some operations of gateways, which need not be done when this returns.</summary>
    public Task OperateAsync() => _twins.RunMeanwhileAsync(OperationsMeanwhile);

    /// <summary>A curator of this fate moves the partition; true when it lived to the end.</summary>
    public async Task<bool> MoveAsync(ProcessFate fate)
    {
        var curator = new SimulatedProcess(_databases, fate);
        try
        {
            await curator.Control.BeginMoveAsync(Start, SimulatedProcess.NameOf(1), Cancel);
            await curator.Control.CarryOutMoveAsync(Start, Cancel);
            return true;
        }
        catch (KilledException)
        {
            return false;
        }
    }

    public async Task TakeBackAndBeginAgainAsync()
    {
        await _survivor.Control.CancelMoveAsync(Start, Cancel);
        await _twins.RunAsync(OperationsAfter);
        await _survivor.Control.BeginMoveAsync(Start, SimulatedProcess.NameOf(1), Cancel);
    }

    public async Task InterfereAsync(Rival rival)
    {
        if (rival == Rival.TakesBack) await _survivor.Control.CancelMoveAsync(Start, Cancel);
        if (rival == Rival.CarriesOut) await _survivor.Control.CarryOutMoveAsync(Start, Cancel);
        await _survivor.Control.ReconcileAsync(Cancel);
    }

    /// <summary>The next curator finishes what there is to finish; then everything is compared.</summary>
    public async Task SettleAndCheckAsync()
    {
        while ((await _survivor.Control.ReconcileAsync(Cancel)).Entries.FirstOrDefault(static entry => entry.MoveTarget is not null) is { } moving)
        {
            await _survivor.Control.CarryOutMoveAsync(moving.Start, Cancel);
        }

        await _twins.RunAsync(OperationsAfter);
        await _twins.CheckAsync(_survivor);
        await _twins.CheckNothingIsLeftAsync(_survivor);
    }

    public async ValueTask DisposeAsync()
    {
        await _twins.DisposeAsync();
        foreach (var database in _databases) await database.DisposeAsync();
        foreach (var fixture in _fixtures) fixture.Dispose();
    }
}
