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
    public void Begin(Func<DestinationWorker, ValueTask> walk, CancellationToken cancellationToken) => Running = Task.Run(() => walk(worker).AsTask(), cancellationToken);

    /// <summary>Gives the walk that failed, once; null when none did.</summary>
    public Task? TakeFailed()
    {
        if (!Running.IsFaulted && !Running.IsCanceled) return null;
        var failed = Running;
        Running = Task.CompletedTask;
        return failed;
    }
}
