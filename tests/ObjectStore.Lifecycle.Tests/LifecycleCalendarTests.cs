using System.Globalization;

namespace ObjectStore.Lifecycle.Tests;

public sealed class LifecycleCalendarTests
{
    // The first row is the example of the Amazon S3 user guide, "Lifecycle rules: based on an object's age".
    [Theory]
    [InlineData("2014-01-15T10:30:00Z", 3, "2014-01-19T00:00:00Z")]
    [InlineData("2014-01-15T00:00:00.000Z", 3, "2014-01-18T00:00:00Z")]
    [InlineData("2014-01-15T00:00:00.001Z", 3, "2014-01-19T00:00:00Z")]
    [InlineData("2014-01-15T23:59:59.999Z", 1, "2014-01-17T00:00:00Z")]
    [InlineData("2014-01-15T23:30:00-05:00", 1, "2014-01-18T00:00:00Z")]
    [InlineData("2024-02-28T12:00:00Z", 1, "2024-03-01T00:00:00Z")]
    [InlineData("2023-12-31T12:00:00Z", 365, "2024-12-31T00:00:00Z")]
    public void After_RealDays_EndAtTheNextMidnight(string from, int days, string expected) =>
        Assert.Equal(Time(expected), LifecycleCalendar.Real.After(Time(from), days));

    [Fact]
    public void After_ShortDays_EndToTheTick() =>
        Assert.Equal(Time("2026-01-01T00:00:20.5Z"), new LifecycleCalendar(TimeSpan.FromSeconds(10)).After(Time("2026-01-01T00:00:00.5Z"), 2));

    [Fact]
    public void After_MoreDaysThanThereAre_IsTheEndOfTime() =>
        Assert.Equal(DateTimeOffset.MaxValue, LifecycleCalendar.Real.After(Time("2026-01-01T00:00:00Z"), int.MaxValue));

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
