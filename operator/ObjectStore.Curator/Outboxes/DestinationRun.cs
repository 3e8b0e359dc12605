namespace ObjectStore.Curator.Outboxes;

/// <summary>One destination, and the walk to it that is under way.</summary>
internal sealed class DestinationRun<TDelivery>(TDelivery delivery, DestinationWorker worker)
    where TDelivery : IOutboxDelivery
{
    public TDelivery Delivery => delivery;

    /// <summary>The walk that is under way, or the last one until it is taken note of.</summary>
    public Task Running { get; private set; } = Task.CompletedTask;

    /// <summary>Whether a walk may begin and is worth it.</summary>
    public bool IsReady => Running.IsCompleted && worker.IsDue;

    /// <summary>Begins a walk, which goes on beside what comes next.</summary>
    /// <param name="walk">The walk.</param>
    /// <param name="term">The end of the term cuts it off.</param>
    /// <param name="pass">And so does that of the pass that began it.</param>
    public void Begin(Func<DestinationWorker, CancellationToken, ValueTask> walk, CancellationToken term, CancellationToken pass) => Running = Task.Run(
        async () =>
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(term, pass);
            await walk(worker, either.Token);
        },
        pass);

    /// <summary>Gives the walk that failed, once; null when none did.</summary>
    public Task? TakeFailed()
    {
        if (!Running.IsFaulted && !Running.IsCanceled) return null;
        var failed = Running;
        Running = Task.CompletedTask;
        return failed;
    }
}
