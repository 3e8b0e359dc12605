using ObjectStore.AdminApi;
using ObjectStore.Operator.Api.V1Alpha1;
using ObjectStore.Operator.Pools;
using ObjectStore.Operator.Tests.Controllers;

namespace ObjectStore.Operator.Tests.Pools;

public class CapacityForecastTests
{
    private const double Hours = 6;

    [Theory]
    [InlineData("0 10 20 30 40", 400, 10, "grows by 40 a day")]
    [InlineData("0 20 10 40 30", 320, 10, "grows by 32 a day on average")]
    [InlineData("100 90 80 70 60", 400, null, "shrinks")]
    [InlineData("50 50 50 50 50", 400, null, "stays")]
    [InlineData("0 10 20 30", 400, null, "too few samples")]
    [InlineData("0 0 0 0 1", 1_000_000, null, "more than ten years")]
    [InlineData("0 10 20 30 40", 39, 0, "less than a day")]
    [InlineData("", 0, 0, "is full")]
    public void DaysUntilFull_History_FollowsTheLine(string used, long free, int? expected, string why)
    {
        var history = Samples(used.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(long.Parse));

        var days = CapacityForecast.DaysUntilFull(history, free);

        Assert.True(expected == days, $"{why}: {days}");
    }

    [Fact]
    public void DaysUntilFull_SamplesOfLessThanADay_TellNothing()
    {
        var history = Samples([0, 10, 20, 30, 40]).Select((sample, index) => sample with { At = Tests.Samples.Now.AddHours(index) });

        Assert.Null(CapacityForecast.DaysUntilFull([.. history], 400));
    }

    [Fact]
    public void Next_OfAMonth_KeepsAWeekOfSamplesSixHoursApart()
    {
        IReadOnlyList<PoolUsageSample> history = [];
        for (var minute = 0; minute < 30 * 24 * 60; minute += 15) history = CapacityForecast.Next(history, minute, Tests.Samples.Now.AddMinutes(minute));

        Assert.Equal(CapacityForecast.SamplesMax, history.Count);
        Assert.All(history.Zip(history.Skip(1)), pair => Assert.Equal(TimeSpan.FromHours(Hours), pair.Second.At - pair.First.At));
        Assert.Equal(Tests.Samples.Now.AddDays(30).AddHours(-Hours), history[^1].At);
    }

    [Fact]
    public void Next_ClockWasSetBack_DropsWhatIsAhead()
    {
        var history = Samples([1, 2, 3, 4]);

        var next = CapacityForecast.Next(history, 5, Tests.Samples.Now.AddHours(7));

        Assert.Equal([1, 2], next.Select(static sample => sample.UsedBytes));
    }

    [Theory]
    [InlineData("healthy", 125, 5)]
    [InlineData("degraded", 7, 4)]
    public void Status_AfterAWeek_HasAForecastWhileAllDataIsWhole(string state, int days, int samples)
    {
        var before = new PoolCapacity { DaysUntilFull = 7, History = Samples([440, 450, 460, 470]) };
        var pool = Tests.Samples.Pool() with { Status = new StoragePoolStatus { Capacity = before } };

        var status = PoolStatusPlan.Of(pool, new PoolOutcome(null, null, null, [], Report(state), IsReportCurrent: true), Tests.Samples.Now.AddHours(4 * Hours));

        Assert.Equal((days, samples), (status.Capacity!.DaysUntilFull, status.Capacity.History!.Count));
        Assert.Equal(480, status.Capacity.UsedBytes);
    }

    private static PoolInfo Report(string state) => FakeCurators.Healthy(state) with { UsedBytes = 480, FreeBytes = 5_000 };

    /// <summary>Six hours apart.</summary>
    private static PoolUsageSample[] Samples(IEnumerable<long> used) => [.. used.Select(static (bytes, index) => new PoolUsageSample { At = Tests.Samples.Now.AddHours(index * Hours), UsedBytes = bytes })];
}
