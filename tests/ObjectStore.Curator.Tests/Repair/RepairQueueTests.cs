using Microsoft.Extensions.Options;
using ObjectStore.Core.Identifiers;
using ObjectStore.Curator.Repair;
using ObjectStore.Curator.Tests.Fakes;
using ObjectStore.Curator.Topology;
using Xunit;

namespace ObjectStore.Curator.Tests.Repair;

public sealed class RepairQueueTests
{
    private static readonly PlacementGroupId Group = new(1);
    private readonly SteppedTimeProvider _time = new();

    [Fact]
    public async Task TryTake_SeveralStripes_GivesTheMostEndangeredFirst()
    {
        var queue = await CreateAsync(capacity: 16);
        queue.Report(new FragmentId(Stripe(1), 0), Group);
        queue.Report(new FragmentId(Stripe(2), 0), Group);
        queue.Report(new FragmentId(Stripe(2), 5), Group);
        queue.Report(new FragmentId(Stripe(2), 5), Group);
        queue.Report(new FragmentId(Stripe(3), 2), Group);

        Assert.Equal([Stripe(2), Stripe(1), Stripe(3)], Enumerable.Range(0, 3).Select(_ => queue.TryTake()!.Stripe));
        Assert.Null(queue.TryTake());
        Assert.Equal(3, queue.Depth);
    }

    [Fact]
    public async Task Report_QueueFull_DropsTheLeastEndangered()
    {
        var queue = await CreateAsync(capacity: 16);
        for (uint i = 0; i < 16; i++) queue.Report(new FragmentId(Stripe(i), 0), Group);

        queue.Report(new FragmentId(Stripe(100), 0), Group);
        var urgent = queue.Enqueue(Stripe(101), Group, 0b11);

        Assert.Equal(2, queue.DroppedCount);
        Assert.Equal(16, queue.Depth);
        Assert.False(urgent.FirstOutcome.IsCompleted);
        Assert.Equal(Stripe(101), queue.TryTake()!.Stripe);
    }

    [Fact]
    public async Task Defer_MoreThanHalfOfTheRoom_LeavesTheRestToOthers()
    {
        var queue = await CreateAsync(capacity: 16);
        for (uint i = 0; i < 16; i++) queue.Report(new FragmentId(Stripe(i), 0), Group);
        for (var i = 0; i < 16; i++) queue.Defer(queue.TryTake()!);

        var urgent = queue.Enqueue(Stripe(101), Group, 0b11);

        Assert.Equal((9, 8), (queue.Depth, queue.DroppedCount));
        Assert.False(urgent.FirstOutcome.IsCompleted);
        Assert.Equal(Stripe(101), queue.TryTake()!.Stripe);
    }

    [Fact]
    public async Task Defer_HalfOfTheRoomIsTaken_DropsTheLeastEndangered()
    {
        var queue = await CreateAsync(capacity: 16);
        for (uint i = 0; i < 8; i++) queue.Report(new FragmentId(Stripe(i), 0), Group);
        for (var i = 0; i < 8; i++) queue.Defer(queue.TryTake()!);

        queue.Enqueue(Stripe(101), Group, 0b11);
        queue.Defer(queue.TryTake()!);

        Assert.Equal((8, 1), (queue.Depth, queue.DroppedCount));
        _time.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(Stripe(101), queue.TryTake()?.Stripe);
    }

    [Fact]
    public async Task Report_OfOneThatIsDeferred_KeepsItsPlaceFromThoseLessEndangered()
    {
        var queue = await CreateAsync(capacity: 16);
        for (uint i = 0; i < 9; i++) queue.Report(new FragmentId(Stripe(i), 0), Group);
        for (var i = 0; i < 8; i++) queue.Defer(queue.TryTake()!);

        queue.Report(new FragmentId(Stripe(7), 1), Group);
        queue.Enqueue(Stripe(101), Group, 0b11);
        for (var i = 0; i < 2; i++) queue.Defer(queue.TryTake()!);

        _time.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal([Stripe(7), Stripe(101)], Enumerable.Range(0, 2).Select(_ => queue.TryTake()!.Stripe));
    }

    [Fact]
    public async Task DeferLoss_OfManyStripes_LeavesRoomToOthers()
    {
        var queue = await CreateAsync(capacity: 16);
        for (uint i = 0; i < 16; i++) queue.Report(new FragmentId(Stripe(i), 0), Group);
        for (var i = 0; i < 16; i++) queue.DeferLoss(queue.TryTake()!);

        var urgent = queue.Enqueue(Stripe(101), Group, 0b11);

        Assert.Equal((5, 12), (queue.Depth, queue.DroppedCount));
        Assert.False(urgent.FirstOutcome.IsCompleted);
    }

    [Fact]
    public async Task Defer_SeveralTimes_ComesBackAfterAGrowingWhile()
    {
        var queue = await CreateAsync(capacity: 16);
        queue.Report(new FragmentId(Stripe(1), 0), Group);
        for (var attempt = 0; attempt < 12; attempt++)
        {
            var wait = TimeSpan.FromSeconds(Math.Min(600, 5 * Math.Pow(2, attempt)));
            queue.Defer(queue.TryTake()!);

            _time.Advance(wait - TimeSpan.FromMilliseconds(1));
            Assert.Null(queue.TryTake());
            _time.Advance(TimeSpan.FromMilliseconds(1));
        }

        Assert.NotNull(queue.TryTake());
    }

    [Fact]
    public async Task Hasten_SomeWereDeferred_AllButSuspectedLossesAreDueAsIfForTheFirstTime()
    {
        var queue = await CreateAsync(capacity: 16);
        queue.Report(new FragmentId(Stripe(1), 0), Group);
        for (var attempt = 0; attempt < 5; attempt++)
        {
            queue.Defer(queue.TryTake()!);
            _time.Advance(TimeSpan.FromMinutes(10));
        }

        queue.Defer(queue.TryTake()!);
        queue.Report(new FragmentId(Stripe(2), 0), Group);
        queue.DeferLoss(queue.TryTake()!);

        queue.Hasten();

        var hastened = queue.TryTake();
        Assert.Equal((Stripe(1), 0), (hastened?.Stripe, hastened?.Attempts));
        Assert.Null(queue.TryTake());
        _time.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(Stripe(2), queue.TryTake()?.Stripe);
    }

    [Fact]
    public async Task Report_WhileInFlight_IsRepairedAfterTheRunningAttempt()
    {
        var queue = await CreateAsync(capacity: 16);
        queue.Report(new FragmentId(Stripe(1), 0), Group);
        var request = queue.TryTake()!;

        queue.Report(new FragmentId(Stripe(1), 1), Group);

        Assert.Null(queue.TryTake());
        queue.Complete(request, RepairOutcome.Repaired);
        Assert.False(request.FirstOutcome.IsCompleted);
        var again = queue.TryTake();
        Assert.Same(request, again);
        Assert.Equal(0b10u, again!.SuspectMask);
        queue.Complete(again, RepairOutcome.Healthy);
        Assert.Equal(0, queue.Depth);
        Assert.Equal(RepairOutcome.Healthy, await request.FirstOutcome);
    }

    [Fact]
    public async Task Report_WhileAnAttemptIsDeferredOrCutOff_CountsForTheNext()
    {
        var queue = await CreateAsync(capacity: 16);
        queue.Report(new FragmentId(Stripe(1), 0), Group);
        var request = queue.TryTake()!;
        queue.Report(new FragmentId(Stripe(1), 1), Group);

        queue.Return(request);
        Assert.Equal(0b11u, queue.TryTake()!.SuspectMask);
        queue.Report(new FragmentId(Stripe(1), 2), Group);
        queue.Defer(request);

        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(0b111u, queue.TryTake()!.SuspectMask);
        queue.Complete(request, RepairOutcome.Repaired);
        Assert.Equal(0, queue.Depth);
    }

    private static StripeId Stripe(uint number) => new(1, (ulong)number << 32);

    private async Task<RepairQueue> CreateAsync(int capacity)
    {
        using var cluster = await TestCluster.CreateAsync(seed: 1);
        var view = new ClusterView(cluster.Catalog, _time);
        await view.ReadAsync(default);
        return new RepairQueue(view, _time, Options.Create(new CuratorOptions { Repair = new RepairOptions { QueueStripes = capacity } }));
    }
}
