namespace ObjectStore.Index.Postgres;

/// <summary>Growing pauses between attempts: none before the second, because a connection that was idle may be broken where a new one works.</summary>
internal struct Backoff
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(500);

    private TimeSpan _next;

    /// <summary>Waits for the next pause, at most until the deadline.</summary>
    public Task WaitAsync(Deadline deadline, CancellationToken cancellationToken)
    {
        var pause = _next < deadline.Remaining ? _next : deadline.Remaining;
        _next = _next == TimeSpan.Zero ? First : TimeSpan.FromTicks(Math.Min(2 * _next.Ticks, Longest.Ticks));
        return pause == TimeSpan.Zero ? Task.CompletedTask : Task.Delay(pause, cancellationToken);
    }
}
