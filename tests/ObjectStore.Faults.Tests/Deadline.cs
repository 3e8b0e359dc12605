using System.Diagnostics;

namespace ObjectStore.Faults.Tests;

/// <summary>How long a condition may take to become true. Generous: only what never happens is to fail.</summary>
internal sealed class Deadline(TimeSpan patience, CancellationToken cancellationToken)
{
    private readonly long _started = Stopwatch.GetTimestamp();

    public CancellationToken Token => cancellationToken;

    /// <summary>Waits before the next look.</summary>
    /// <exception cref="TimeoutException">It has taken too long.</exception>
    public async Task WaitAsync(TimeSpan poll, string problem)
    {
        if (Stopwatch.GetElapsedTime(_started) > patience) throw new TimeoutException($"After {patience}: {problem}");
        await Task.Delay(poll, cancellationToken);
    }
}
