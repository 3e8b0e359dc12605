namespace ObjectStore.Index.Tests.Clocks;

/// <summary>Time that stands still; what the clock shows can be set without time passing.</summary>
internal sealed class SettableClock : TimeProvider
{
    private DateTimeOffset _true = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>How far the clock is ahead of the true time.</summary>
    public TimeSpan Ahead { get; set; }

    /// <summary>The true time.</summary>
    public DateTimeOffset True => _true;

    public override DateTimeOffset GetUtcNow() => _true + Ahead;

    public override long GetTimestamp() => _true.UtcTicks;

    public void Advance(TimeSpan time) => _true += time;
}
