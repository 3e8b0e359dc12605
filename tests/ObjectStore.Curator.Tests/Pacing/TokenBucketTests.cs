using ObjectStore.Curator.Pacing;
using ObjectStore.Curator.Tests.Fakes;
using Xunit;

namespace ObjectStore.Curator.Tests.Pacing;

public sealed class TokenBucketTests
{
    private readonly SteppedTimeProvider _time = new();

    [Fact]
    public async Task TakeAsync_MoreThanTheBurst_IsPaidForByTheNext()
    {
        var bucket = new TokenBucket(_time, perSecond: 100);

        await bucket.TakeAsync(600, CancellationToken.None);
        var next = bucket.TakeAsync(1, CancellationToken.None).AsTask();
        _time.Advance(TimeSpan.FromSeconds(4.9));

        Assert.False(next.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(0.2));
        await next;
    }

    [Fact]
    public async Task TakeAsync_AfterIdleTime_SavesUpNoMoreThanASecond()
    {
        var bucket = new TokenBucket(_time, perSecond: 100);
        _time.Advance(TimeSpan.FromHours(1));

        await bucket.TakeAsync(101, CancellationToken.None);

        Assert.False(bucket.TakeAsync(1, CancellationToken.None).AsTask().IsCompleted);
    }

    [Fact]
    public async Task TakeAsync_Cancelled_StopsWaiting()
    {
        var bucket = new TokenBucket(_time, perSecond: 1);
        using var stop = new CancellationTokenSource();
        await bucket.TakeAsync(1_000, CancellationToken.None);

        var waiting = bucket.TakeAsync(1, stop.Token).AsTask();
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }
}
