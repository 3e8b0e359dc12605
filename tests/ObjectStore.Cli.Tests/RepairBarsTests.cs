using ObjectStore.AdminApi;
using ObjectStore.Cli.Output;

namespace ObjectStore.Cli.Tests;

public sealed class RepairBarsTests
{
    [Fact]
    public void Of_SomeThingsUnderWay_HasABarForEachOfThem()
    {
        var queue = new RepairQueueInfo(1, 0, 0, 0, [], [], 0, []);
        JobInfo[] jobs =
        [
            new("scrub", true, null, 0, 0, null, new JobProgressInfo(3, 10, "bytes")),
            new("sweep", true, null, 0, 0, null, new JobProgressInfo(10, 10, "fragments")),
            new("garbage", true, null, 0, 0, null, null),
        ];
        var status = new RepairStatus(null, false, queue, jobs, [new FillInfo("id", "node-1", 2, 7, 1, 0, 5)], []);

        var bars = RepairBars.Of(status);

        Assert.Equal([new("repair queue", 0, 0), new("scrub", 3, 10), new ProgressBarState("fills id (node-1)", 2, 7)], bars);
        Assert.True(status.IsUnderWay);
    }

    [Theory]
    [InlineData(-5, "0 s")]
    [InlineData(59, "59 s")]
    [InlineData(61, "1 min 1 s")]
    [InlineData(7_260, "2 h 1 min")]
    [InlineData(97_200, "1 d 3 h")]
    public void Age_OfSeconds_HasTheTwoLargestUnits(int seconds, string expected) => Assert.Equal(expected, Quantities.Age(TimeSpan.FromSeconds(seconds)));
}
