namespace ObjectStore.Curator.Outboxes;

/// <summary>One destination in one term of leadership, and the walk to it that is under way.</summary>
/// <param name="delivery">What is taken to it.</param>
/// <param name="worker">Walks to it.</param>
/// <param name="term">The end of the term cuts off every walk.</param>
internal sealed class DestinationRun<TDelivery>(TDelivery delivery, DestinationWorker worker, CancellationToken term)
    where TDelivery : IOutboxDelivery
{
    public TDelivery Delivery => delivery;

    /// <summary>The walk that is under way, or the last one until it is taken note of.</summary>
    public Task Running { get; private set; } = Task.CompletedTask;

    /// <summary>Whether a walk may begin and is worth it.</summary>
    public bool IsReady => Running.IsCompleted && worker.IsDue;

    /// <summary>Begins a walk, which goes on beside what comes next.</summary>
    /// <param name="walk">The walk; the destination is ready for it.</param>
    /// <param name="pass">The end of the pass that begins it cuts it off, as that of the term does.</param>
    public void Begin(Func<DestinationWorker, CancellationToken, ValueTask> walk, CancellationToken pass) => Running = Task.Run(
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
