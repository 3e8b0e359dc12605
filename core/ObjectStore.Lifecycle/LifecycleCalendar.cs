namespace ObjectStore.Lifecycle;

/// <summary>Counts days as rules mean them (Amazon S3 user guide, "Managing the lifecycle of objects").</summary>
/// <param name="DayLength">How long a day is. Of 24 hours, and then something is due at the midnight UTC at which or after which its days are over; shorter days, for tests, have no midnight.</param>
public readonly record struct LifecycleCalendar(TimeSpan DayLength)
{
    private static readonly TimeSpan RealDay = TimeSpan.FromDays(1);

    /// <summary>The calendar of people.</summary>
    public static LifecycleCalendar Real => new(RealDay);

    /// <summary>When a number of days after a time are over; the end of time when that is later.</summary>
    public DateTimeOffset After(DateTimeOffset time, int days)
    {
        var isReal = DayLength == RealDay;
        var ticks = (Int128)time.UtcTicks + ((Int128)days * DayLength.Ticks);
        if (isReal) ticks = (ticks + RealDay.Ticks - 1) / RealDay.Ticks * RealDay.Ticks;
        return ticks >= DateTimeOffset.MaxValue.UtcTicks ? DateTimeOffset.MaxValue : new DateTimeOffset((long)ticks, TimeSpan.Zero);
    }
}
