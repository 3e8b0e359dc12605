namespace ObjectStore.Extents.Scheduling;

/// <summary>Works off a queue: on threads of its own, which wait for items; or in turns on a task scheduler, where one is given.</summary>
/// <remarks>Thread-safe, but the work is done by one thread at a time for each of the threads. What has entered is worked off also after <see cref="Close"/>.</remarks>
internal sealed class QueueWorker<T>
{
    private readonly BoundedQueue<T> _queue;
    private readonly int _takeMax;
    private readonly Action<List<T>> _work;
    private readonly TaskScheduler? _scheduler;
    private readonly Thread[] _threads;
    private int _isScheduled;

    /// <summary>A worker that has not started.</summary>
    /// <param name="name">Name of its threads.</param>
    /// <param name="threads">How many.</param>
    /// <param name="queue">Where the items come from.</param>
    /// <param name="takeMax">Most items that are taken at once.</param>
    /// <param name="work">Works off what was taken; the list is cleared afterwards. It must not throw.</param>
    /// <param name="scheduler">Takes the place of the threads; null for threads.</param>
    public QueueWorker(string name, int threads, BoundedQueue<T> queue, int takeMax, Action<List<T>> work, TaskScheduler? scheduler)
    {
        (_queue, _takeMax, _work, _scheduler) = (queue, takeMax, work, scheduler);
        _threads = new Thread[scheduler is null ? threads : 0];
        for (var i = 0; i < _threads.Length; i++) _threads[i] = new Thread(Run) { IsBackground = true, Name = name };
    }

    /// <summary>Items that wait.</summary>
    public int QueueLength => _queue.Count;

    /// <summary>Begins to work.</summary>
    public void Start() => Array.ForEach(_threads, static thread => thread.Start());

    /// <summary>Adds an item; see <see cref="BoundedQueue{T}.TryEnqueue"/>.</summary>
    public EnqueueResult TryEnqueue(T item, long weight)
    {
        var result = _queue.TryEnqueue(item, weight);
        if (result == EnqueueResult.Entered) Wake();
        return result;
    }

    /// <summary>Adds several items at once; see <see cref="BoundedQueue{T}.TryEnqueueAll"/>.</summary>
    public EnqueueResult TryEnqueueAll(IReadOnlyCollection<T> items, long weight)
    {
        var result = _queue.TryEnqueueAll(items, weight);
        if (result == EnqueueResult.Entered) Wake();
        return result;
    }

    /// <summary>Lets nothing more in and returns when everything that was in has been worked off.</summary>
    public void Close()
    {
        _queue.Close();
        foreach (var thread in _threads) thread.Join();
        if (_scheduler is null) return;
        var taken = new List<T>();
        while (TryTurn(taken))
        {
        }
    }

    private void Wake()
    {
        if (_scheduler is not null && Interlocked.Exchange(ref _isScheduled, 1) == 0) ScheduleTurn(_scheduler);
    }

    private void Run()
    {
        var taken = new List<T>(_takeMax == 1 ? 1 : 0);
        while (_queue.Take(taken, _takeMax))
        {
            _work(taken);
            taken.Clear();
        }
    }

    private void ScheduleTurn(TaskScheduler scheduler) => _ = Task.Factory.StartNew(
        () =>
        {
            Volatile.Write(ref _isScheduled, 0);
            _ = TryTurn([]);
            if (_queue.Count > 0 && Interlocked.Exchange(ref _isScheduled, 1) == 0) ScheduleTurn(scheduler);
        },
        CancellationToken.None,
        TaskCreationOptions.DenyChildAttach,
        scheduler);

    private bool TryTurn(List<T> taken)
    {
        if (!_queue.TryTake(taken, _takeMax)) return false;
        _work(taken);
        taken.Clear();
        return true;
    }
}
