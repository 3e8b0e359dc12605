using ObjectStore.Kubernetes.Entities;
using ObjectStore.Kubernetes.Queues;
using ObjectStore.Testing;

namespace ObjectStore.Kubernetes.Tests.Queues;

public sealed class WorkQueueTests : IDisposable
{
    private static readonly EntityKey One = new("default", "one");
    private static readonly EntityKey Two = new("default", "two");
    private readonly ManualTimeProvider _time = new();
    private readonly WorkQueue _queue;

    public WorkQueueTests() => _queue = new WorkQueue(new WorkQueueOptions(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30), 10, 100), _time);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _queue.Dispose();

    [Fact]
    public async Task Add_SameKeyTwice_IsTakenOnce()
    {
        _queue.Add(One);
        _queue.Add(One);
        _queue.Add(Two);

        Assert.Equal(One, await _queue.TakeAsync(Token));
        Assert.Equal(Two, await _queue.TakeAsync(Token));
        Assert.Equal(0, _queue.Depth);
    }

    [Fact]
    public async Task Add_KeyIsWorkedOn_WaitsForDoneAndIsMerged()
    {
        _queue.Add(One);
        await _queue.TakeAsync(Token);

        _queue.Add(One);
        _queue.Add(One);
        var next = _queue.TakeAsync(Token).AsTask();
        var isTakenEarly = next.IsCompleted;
        _queue.Done(One);

        Assert.False(isTakenEarly);
        Assert.Equal(One, await next.WaitAsync(Wait.Limit, Token));
        _queue.Done(One);
        Assert.Equal((0, 0), (_queue.Depth, _queue.Processing));
    }

    [Fact]
    public void AddAfter_SeveralTimes_EarliestCounts()
    {
        _queue.AddAfter(One, TimeSpan.FromSeconds(10));
        _queue.AddAfter(One, TimeSpan.FromSeconds(5));
        _queue.AddAfter(One, TimeSpan.FromSeconds(20));

        _time.Advance(TimeSpan.FromSeconds(4.9));
        var before = _queue.Depth;
        _time.Advance(TimeSpan.FromSeconds(0.2));
        var after = _queue.Depth;

        Assert.Equal((0, 1), (before, after));
        Assert.Null(_time.UntilNext);
    }

    [Fact]
    public void AddRateLimited_FailuresInARow_PausesGrowToTheBoundAndNeverEnd()
    {
        var pauses = Enumerable.Range(0, 60).Select(_ =>
        {
            var pause = _queue.AddRateLimited(One);
            _time.Advance(TimeSpan.FromSeconds(31));
            return pause.TotalSeconds;
        }).ToList();

        Assert.InRange(pauses[0], 0.5, 1);
        Assert.InRange(pauses[3], 4, 8);
        Assert.All(pauses.Skip(6), pause => Assert.InRange(pause, 15, 30));
        Assert.Equal(1, _queue.Depth);
    }

    [Fact]
    public void Forget_AfterFailures_NextPauseIsTheFirst()
    {
        for (var i = 0; i < 10; i++) _queue.AddRateLimited(One);

        _queue.Forget(One);

        Assert.InRange(_queue.AddRateLimited(One).TotalSeconds, 0.5, 1);
    }

    [Fact]
    public void AddRateLimited_ManyKeysFailAtOnce_AreSpreadByTheRate()
    {
        var last = TimeSpan.Zero;
        for (var i = 0; i < 1100; i++) last = _queue.AddRateLimited(new EntityKey("default", $"key-{i}"));

        // 100 at once, 10 per second after that.
        Assert.InRange(last.TotalSeconds, 99, 101);
    }

    [Fact]
    public async Task TakeAsync_ManyWorkers_NeverShareAKeyAndLoseNone()
    {
        const int Keys = 20;
        var working = new int[Keys];
        var versions = new int[Keys];
        var seen = new int[Keys];
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var workers = Enumerable.Range(0, 8).Select(_ => Task.Run(WorkAsync, Token)).ToArray();

        for (var round = 0; round < 2000; round++)
        {
            var key = round * 7 % Keys;
            Interlocked.Increment(ref versions[key]);
            _queue.Add(new EntityKey(null, $"{key}"));
            if (round % 50 == 0) await Task.Yield();
        }

        await Wait.UntilAsync(() => _queue is { Depth: 0, Processing: 0 });
        await ending.CancelAsync();
        await Task.WhenAll(workers);
        Assert.Equal(versions, seen);

        async Task WorkAsync()
        {
            while (!ending.IsCancellationRequested)
            {
                EntityKey taken;
                try
                {
                    taken = await _queue.TakeAsync(ending.Token);
                }
                catch (OperationCanceledException)
                {
                    return;
                }

                var key = int.Parse(taken.Name, null);
                Assert.Equal(1, Interlocked.Increment(ref working[key]));
                seen[key] = Volatile.Read(ref versions[key]);
                await Task.Yield();
                Interlocked.Decrement(ref working[key]);
                _queue.Done(taken);
            }
        }
    }
}
