using System.Diagnostics.Metrics;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using ObjectStore.Core.Identifiers;
using ObjectStore.Events.Announcing;
using ObjectStore.Index.Catalog;
using ObjectStore.Testing;

namespace ObjectStore.Events.Tests.Announcing;

public sealed class OutboxRoomTests
{
    private static readonly BucketId Bucket = new(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Catalog _catalog = TestCatalog.Make();
    private readonly SteppingTime _time = new();
    private readonly OutboxRoom _room;

    public OutboxRoomTests()
    {
        var meters = new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>();
        _room = new OutboxRoom(_catalog, new EventMetrics(meters), _time, NullLogger<OutboxRoom>.Instance);
    }

    [Fact]
    public async Task TryTake_AtTheBoundOfRows_RefusesOnlyThatBucket()
    {
        await LoadAsync(rowsMax: 3);

        Assert.Equal([true, true, true, false], Enumerable.Range(0, 4).Select(_ => _room.TryTake(Bucket, 10)));
        Assert.True(_room.TryTake(new BucketId(2), 10));
    }

    [Fact]
    public async Task TryTake_AtTheBoundOfBytes_Refuses()
    {
        await LoadAsync(bytesMax: 25);

        Assert.Equal([true, true, false], Enumerable.Range(0, 3).Select(_ => _room.TryTake(Bucket, 10)));
        Assert.True(_room.TryTake(Bucket, 5));
    }

    /// <summary>Goal: what can be found again leaves half of the outbox to events, and has no part of that half.</summary>
    [Theory]
    [InlineData(4, 1_000)]
    [InlineData(100, 40)]
    public async Task TryReserve_HalfFull_LeavesTheRestToTryTake(long rowsMax, long bytesMax)
    {
        await LoadAsync(rowsMax, bytesMax);

        Assert.Equal([true, true, false], Enumerable.Range(0, 3).Select(_ => _room.TryReserve(Bucket, 10)));
        Assert.Equal([true, true, false], Enumerable.Range(0, 3).Select(_ => _room.TryTake(Bucket, 10)));
        Assert.False(_room.TryReserve(Bucket, 10));
    }

    [Fact]
    public async Task TryTake_OutboxFullOfOthersEvents_Refuses()
    {
        await LoadAsync(rowsMax: 3, levels: new OutboxLevel(Bucket.Value, 3, 30));

        Assert.False(_room.TryTake(Bucket, 1));
    }

    /// <summary>Goal: without a curator the outbox stays bounded. Method: nothing is ever counted.</summary>
    [Fact]
    public void TryTake_NoCurator_RefusesAtTheDefaultBound()
    {
        for (var i = 0; i < OutboxLevels.None.RowsMax; i++) Assert.True(_room.TryTake(Bucket, 1));

        Assert.False(_room.TryTake(Bucket, 1));
    }

    /// <summary>Goal: what was put before a count that does not show it yet still counts; after the next one it does not.</summary>
    [Fact]
    public async Task TryTake_CountedAnew_ForgetsWhatWasPutBeforeTheCountBefore()
    {
        await LoadAsync(rowsMax: 2);
        Assert.True(_room.TryTake(Bucket, 1));
        Assert.True(_room.TryTake(Bucket, 1));

        await LoadAsync(rowsMax: 2, at: 2);
        Assert.False(_room.TryTake(Bucket, 1));

        await LoadAsync(rowsMax: 2, at: 3);
        Assert.True(_room.TryTake(Bucket, 1));
    }

    /// <summary>Stores levels and waits until the room goes by them, which a bucket of its own shows.</summary>
    private async Task LoadAsync(long rowsMax = 100, long bytesMax = 1_000_000, int at = 1, params OutboxLevel[] levels)
    {
        var probe = new BucketId((ulong)(1_000 + at));
        var stored = new OutboxLevels(OutboxLevels.CurrentVersion, DateTimeOffset.UnixEpoch.AddSeconds(at), rowsMax, bytesMax, [.. levels, new OutboxLevel(probe.Value, rowsMax, 0)]);
        await _catalog.StoreJobStateAsync(OutboxLevels.Key, JsonSerializer.SerializeToUtf8Bytes(stored, EventStates.Default.OutboxLevels), TestContext.Current.CancellationToken);
        _time.Advance(TimeSpan.FromSeconds(10));
        var deadline = TimeProvider.System.GetTimestamp();
        while (_room.TryTake(probe, 1))
        {
            Assert.True(TimeProvider.System.GetElapsedTime(deadline) < Patience, "The levels were not read in time.");
            await Task.Delay(1, TestContext.Current.CancellationToken);
        }
    }

    private sealed class SteppingTime : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Interlocked.Read(ref _ticks);

        public void Advance(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);
    }
}
