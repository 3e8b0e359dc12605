using ObjectStore.Core.Identifiers;
using ObjectStore.Gateway.Rates;
using ObjectStore.Index.Limits;

namespace ObjectStore.Gateway.Tests.Rates;

public class RateLimiterTests
{
    private readonly RateScene _scene = new();
    private readonly RateGauge _gauge = new();
    private readonly RateLimiter _rates;

    public RateLimiterTests() => _rates = _scene.LimiterOf(_scene.ShareOf("a"));

    [Fact]
    public void TryTake_AfterARest_GivesTheBurstAtOnceAndThenTheRate()
    {
        var atOnce = TakeAll(perSecond: 10);
        var later = 0;
        for (var tenth = 0; tenth < 1000; tenth++)
        {
            _scene.Time.Advance(TimeSpan.FromMilliseconds(100));
            later += TakeAll(perSecond: 10);
        }

        Assert.Equal(10, atOnce);
        Assert.InRange(later, 999, 1001);
    }

    [Fact]
    public void TryTake_AfterALongRest_GivesNoMoreThanTheBurst()
    {
        _scene.Time.Advance(TimeSpan.FromHours(3));

        Assert.Equal(10, TakeAll(perSecond: 10));
    }

    [Fact]
    public void TryTake_OverTheRate_SaysWhenItCanBeHad()
    {
        TakeAll(perSecond: 2);

        var wait = _rates.TryTake(_gauge, RateKind.Requests, 1, 2);
        _scene.Time.Advance(wait!.Value);

        Assert.InRange(wait.Value.TotalSeconds, 0, 0.51);
        Assert.Null(_rates.TryTake(_gauge, RateKind.Requests, 1, 2));
    }

    [Fact]
    public void TryTake_MoreThanTheRateGives_IsPaidOffBeforeTheNext()
    {
        Assert.Null(_rates.TryTake(_gauge, RateKind.Sent, 1_000_000, 10_000));

        Assert.Equal(99, (int)_rates.TryTake(_gauge, RateKind.Sent, 1, 10_000)!.Value.TotalSeconds);
        Assert.Null(_rates.TryTake(_gauge, RateKind.Received, 1, 10_000));
        _scene.Time.Advance(TimeSpan.FromSeconds(100));
        Assert.Null(_rates.TryTake(_gauge, RateKind.Sent, 1, 10_000));
    }

    [Fact]
    public void TryTake_HugeUnderASmallRate_OwesAnHourAtMost()
    {
        Assert.Null(_rates.TryTake(_gauge, RateKind.Sent, long.MaxValue, 1));

        Assert.InRange(_rates.TryTake(_gauge, RateKind.Sent, 1, 1)!.Value, TimeSpan.FromMinutes(59), TimeSpan.FromHours(1));
    }

    /// <summary>Most of what was announced was never owed: it would be over the most that is owed at all.</summary>
    [Fact]
    public void Settle_HugeThatWasNotSent_LeavesTheDebtThatWasThere()
    {
        Assert.Null(_rates.TryTake(_gauge, RateKind.Received, 900, 1000));
        Assert.Null(_rates.TryTake(_gauge, RateKind.Received, long.MaxValue, 1000, out var taken));

        _rates.Settle(_gauge, RateKind.Received, taken, units: 0, 1000);

        Assert.Null(_rates.TryTake(_gauge, RateKind.Received, 1000, 1000));
        Assert.InRange(_rates.TryTake(_gauge, RateKind.Received, 1, 1000)!.Value.TotalSeconds, 0.89, 0.91);
    }

    [Fact]
    public void Settle_WhatWasNotSent_IsGivenBack()
    {
        _rates.TryTake(_gauge, RateKind.Received, 1_000_000, 1000, out var taken);

        _rates.Settle(_gauge, RateKind.Received, taken, units: 0, 1000);

        Assert.Null(_rates.TryTake(_gauge, RateKind.Received, 1, 1000));
        _rates.Settle(_gauge, RateKind.Received, taken: 0, 5000, 1000);
        Assert.NotNull(_rates.TryTake(_gauge, RateKind.Received, 1, 1000));
    }

    [Fact]
    public async Task TryTake_FromManyThreads_GivesNoMoreThanTheRate()
    {
        var taken = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => TakeAll(perSecond: 20_000))));

        Assert.Equal(20_000, taken.Sum());
    }

    [Fact]
    public void GaugeOf_MoreBucketsThanAreRemembered_ForgetsThoseThatOweNothing()
    {
        var owing = new BucketId(ulong.MaxValue);
        _rates.TryTake(_rates.GaugeOf(owing), RateKind.Sent, 1_000_000, 1);

        for (ulong bucket = 1; bucket <= 3 * RateLimiter.BucketsMax; bucket++) _rates.GaugeOf(new BucketId(bucket));

        Assert.NotNull(_rates.TryTake(_rates.GaugeOf(owing), RateKind.Sent, 1, 1));
    }

    private int TakeAll(long perSecond)
    {
        var taken = 0;
        while (_rates.TryTake(_gauge, RateKind.Requests, 1, perSecond) is null) taken++;
        return taken;
    }
}
