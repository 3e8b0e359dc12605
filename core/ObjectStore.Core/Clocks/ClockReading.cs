namespace ObjectStore.Core.Clocks;

/// <summary>What a clock showed, and at which moment of this process, so that what it shows now is known without asking it again.</summary>
/// <param name="At">What it showed.</param>
/// <param name="Timestamp">The moment, of <see cref="TimeProvider.GetTimestamp"/>: it goes on evenly however the clock of the machine is set.</param>
public readonly record struct ClockReading(DateTimeOffset At, long Timestamp)
{
    /// <summary>A reading of now. One that was asked for over a network is a little behind, and never ahead.</summary>
    public static ClockReading Of(DateTimeOffset at, TimeProvider time) => new(at, time.GetTimestamp());

    /// <summary>What the clock shows now.</summary>
    /// <param name="time">The same that made the reading.</param>
    public DateTimeOffset Now(TimeProvider time) => At + time.GetElapsedTime(Timestamp);
}
