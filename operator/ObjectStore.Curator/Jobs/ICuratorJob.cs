namespace ObjectStore.Curator.Jobs;

/// <summary>One kind of background work on the data, done in passes.</summary>
/// <remarks>
/// A pass gathers, plans, applies and records its progress, unit by unit. It can be cut off anywhere, by cancellation or a killed process, and is
/// idempotent: what is done twice has no further effect. One pass of a job runs at a time.
/// </remarks>
internal interface ICuratorJob
{
    /// <summary>Name in metrics, settings and <see cref="CuratorService.RunNowAsync"/>.</summary>
    string Name { get; }

    /// <summary>From the beginning of one pass to the beginning of the next.</summary>
    TimeSpan Period { get; }

    /// <summary>Told before the first pass of a term of leadership: others may have led since this process looked last, so that what it remembers of time may not hold any more.</summary>
    void BeginTerm()
    {
    }

    /// <summary>Runs a pass to its end, or goes on with one that was cut off.</summary>
    ValueTask<JobResult> RunAsync(JobPass pass, CancellationToken cancellationToken);
}
