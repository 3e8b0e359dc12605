namespace ObjectStore.Curator.Outboxes;

/// <summary>How long to wait after failures in a row: a second, doubled with each, up to a bound.</summary>
internal static class RetryDelay
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);

    /// <summary>Guess: so many doublings are beyond every bound.</summary>
    private const int DoublingsMax = 20;

    public static TimeSpan Of(int failures, TimeSpan max)
    {
        var delay = First * Math.Pow(2, Math.Min(failures - 1, DoublingsMax));
        return delay < max ? delay : max;
    }
}
