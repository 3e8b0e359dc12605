using System.Diagnostics;

namespace ObjectStore.Index.Postgres;

/// <summary>A moment until which something may be tried.</summary>
/// <param name="Timestamp">As <see cref="Stopwatch"/> counts.</param>
internal readonly record struct Deadline(long Timestamp)
{
    /// <summary>What is left; zero when it has passed.</summary>
    public TimeSpan Remaining => Stopwatch.GetTimestamp() is var now && now < Timestamp ? Stopwatch.GetElapsedTime(now, Timestamp) : TimeSpan.Zero;

    public bool HasPassed => Remaining == TimeSpan.Zero;

    public static Deadline After(TimeSpan time) => After(Stopwatch.GetTimestamp(), time);

    public static Deadline After(long startedAt, TimeSpan time) => new(startedAt + (long)(time.TotalSeconds * Stopwatch.Frequency));
}
