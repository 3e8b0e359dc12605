namespace ObjectStore.Simulation.Tests.Kernel;

/// <summary>Runs tasks one at a time on the simulation's only thread; of those that are ready, the seed chooses the next.</summary>
/// <remarks>
/// Tasks that come from another thread, as when code under test uses the thread pool, would come at a moment that no seed decides. They are not run; the simulation ends with
/// the stack that brought the first of them.
/// </remarks>
internal sealed class SimulatedScheduler(Random random) : TaskScheduler
{
    private readonly Lock _lock = new();
    private readonly List<Task> _ready = [];
    private readonly int _thread = Environment.CurrentManagedThreadId;

    /// <summary>Where the first task from another thread came from.</summary>
    public string? Escape { get; private set; }

    public override int MaximumConcurrencyLevel => 1;

    /// <summary>Runs one of the tasks that are ready; false when none is.</summary>
    public bool RunOne()
    {
        Task task;
        lock (_lock)
        {
            if (_ready.Count == 0) return false;
            var index = random.Next(_ready.Count);
            task = _ready[index];
            _ready.RemoveAt(index);
        }

        TryExecuteTask(task);
        return true;
    }

    /// <summary>Runs something as a task of the simulation, at a moment that the seed chooses.</summary>
    public void Post(Action action) => _ = Task.Factory.StartNew(action, CancellationToken.None, TaskCreationOptions.DenyChildAttach, this);

    protected override void QueueTask(Task task)
    {
        lock (_lock)
        {
            if (Environment.CurrentManagedThreadId == _thread) _ready.Add(task);
            else Escape ??= Environment.StackTrace;
        }
    }

    /// <summary>Never inline: every continuation is a moment at which something else may come first.</summary>
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks()
    {
        lock (_lock) return [.. _ready];
    }
}
