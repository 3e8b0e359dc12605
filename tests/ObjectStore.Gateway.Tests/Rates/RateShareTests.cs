using ObjectStore.Gateway.Rates;

namespace ObjectStore.Gateway.Tests.Rates;

public class RateShareTests
{
    private readonly RateScene _scene = new();

    [Fact]
    public async Task RefreshAsync_SeveralGatewaysUseRates_EachHasAnEqualShare()
    {
        RateShare[] shares = [_scene.ShareOf("a"), _scene.ShareOf("b"), _scene.ShareOf("c")];

        await RunAsync(shares, periods: 2);

        Assert.All(shares, share => Assert.Equal(100, share.Of(300)));
    }

    [Fact]
    public async Task RefreshAsync_AGatewayStops_ItsShareGoesToTheOthers()
    {
        var stays = _scene.ShareOf("a");
        await RunAsync([stays, _scene.ShareOf("b")], periods: 2);
        Assert.Equal(2, stays.Gateways);

        await RunAsync([stays], periods: 2);
        var soon = stays.Gateways;
        await RunAsync([stays], periods: 2);

        Assert.Equal((2, 1), (soon, stays.Gateways));
    }

    [Fact]
    public async Task RefreshAsync_AGatewayIsGoneForLong_ItsStateGoesToo()
    {
        var stays = _scene.ShareOf("a");
        await RunAsync([stays, _scene.ShareOf("b")], periods: 2);

        await RunAsync([stays], periods: 130);

        Assert.Equal(1, _scene.Store.Count('J'));
    }

    [Fact]
    public async Task RefreshAsync_NoRateIsUsed_WritesAndReadsNothing()
    {
        var share = _scene.ShareOf("a");
        var before = _scene.Store.OperationCount;

        await share.RefreshAsync(CancellationToken.None);

        Assert.Equal(before, _scene.Store.OperationCount);
    }

    /// <summary>Uses a rate at each gateway in each period.</summary>
    private async Task RunAsync(RateShare[] shares, int periods)
    {
        for (var i = 0; i < periods; i++)
        {
            foreach (var share in shares) share.Of(1);
            foreach (var share in shares) await share.RefreshAsync(CancellationToken.None);
            _scene.Time.Advance(RateShare.Period);
        }
    }
}
