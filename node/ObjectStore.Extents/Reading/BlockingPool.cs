using ObjectStore.Core.Errors;
using ObjectStore.Extents.Scheduling;

namespace ObjectStore.Extents.Reading;

/// <summary>A few threads per device that wait for its disk, so that the thread pool does not. Bounded.</summary>
internal sealed class BlockingPool
{
    private readonly BoundedQueue<IBlockingWork> _queue;
    private readonly Thread[] _threads;
    private readonly int _hintsMax;

    public BlockingPool(int threads, int queueMax)
    {
        _queue = new BoundedQueue<IBlockingWork>(queueMax, long.MaxValue);
        _hintsMax = queueMax / 2;
        _threads = new Thread[threads];
        for (var i = 0; i < threads; i++)
        {
            _threads[i] = new Thread(Run) { IsBackground = true, Name = "extent-reader" };
            _threads[i].Start();
        }
    }

    /// <summary>Work that waits.</summary>
    public int QueueLength => _queue.Count;

    /// <summary>Queues work; the error says why it was not.</summary>
    public StorageException? TryEnqueue(IBlockingWork work) => _queue.TryEnqueue(work, 0) switch
    {
        EnqueueResult.Entered => null,
        EnqueueResult.Full => new StorageException(StorageErrorCode.Overloaded, "The device's read queue is at its bound."),
        _ => new StorageException(StorageErrorCode.DeviceUnavailable, "The device is closing."),
    };

    /// <summary>Queues work that nobody waits for; it is dropped when half of the queue is taken.</summary>
    public void TryHint(IBlockingWork work)
    {
        if (_queue.Count < _hintsMax) _ = _queue.TryEnqueue(work, 0);
    }

    /// <summary>Runs <paramref name="function"/> on one of the threads.</summary>
    public Task<T> RunAsync<T>(Func<T> function)
    {
        var work = new FunctionWork<T>(function);
        return TryEnqueue(work) is { } error ? Task.FromException<T>(error) : work.Task;
    }

    /// <summary>Lets nothing more in and returns when everything that was in has run.</summary>
    public void Stop()
    {
        _queue.Close();
        foreach (var thread in _threads) thread.Join();
    }

    private void Run()
    {
        var taken = new List<IBlockingWork>(1);
        while (_queue.Take(taken, 1))
        {
            taken[0].Execute();
            taken.Clear();
        }
    }

    private sealed class FunctionWork<T>(Func<T> function) : IBlockingWork
    {
        private readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<T> Task => _completion.Task;

        public void Execute()
        {
            try
            {
                _completion.SetResult(function());
            }
            catch (Exception exception)
            {
                // The edge of the work: whoever awaits it gets the failure as it is.
                _completion.SetException(exception);
            }
        }
    }
}
