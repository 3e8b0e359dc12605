namespace ObjectStore.Faults.Tests.Load;

/// <summary>Counts operations, and spreads them over the faults: what clients write between two faults is repaired, swept and checked as much as what they write during one. Thread-safe.</summary>
/// <param name="operationsPerFault">Operations until the next fault; those beyond come slowly. Null for as many as there can be.</param>
internal sealed class LoadPace(int? operationsPerFault)
{
    /// <summary>Of each client, so that there is some load at any time.</summary>
    private static readonly TimeSpan SlowPeriod = TimeSpan.FromSeconds(1);

    private long _ended;
    private long _due = operationsPerFault ?? long.MaxValue;

    /// <summary>Operations that have ended.</summary>
    public long Ended => Volatile.Read(ref _ended);

    /// <summary>The next fault begins.</summary>
    public void NextFault()
    {
        if (operationsPerFault is { } more) Volatile.Write(ref _due, Ended + more);
    }

    /// <summary>No fault comes any more, and what is missing of the operations comes at once.</summary>
    public void NoMoreFaults() => Volatile.Write(ref _due, long.MaxValue);

    /// <summary>Counts an operation, and waits until its client may begin the next.</summary>
    /// <param name="stopping">Ends the wait.</param>
    public Task EndedAsync(CancellationToken stopping) =>
        Interlocked.Increment(ref _ended) <= Volatile.Read(ref _due) ? Task.CompletedTask : WaitAsync(stopping);

    private static async Task WaitAsync(CancellationToken stopping) => await Task.Delay(SlowPeriod, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
