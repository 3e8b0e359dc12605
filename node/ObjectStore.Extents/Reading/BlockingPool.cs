using ObjectStore.Core.Errors;
using ObjectStore.Extents.Scheduling;

namespace ObjectStore.Extents.Reading;

/// <summary>A few threads per device that wait for its disk, so that the thread pool does not. Bounded.</summary>
internal sealed class BlockingPool
{
    private readonly QueueWorker<IBlockingWork> _worker;
    private readonly int _hintsMax;

    public BlockingPool(int threads, int queueMax, TaskScheduler? scheduler)
    {
        _worker = new QueueWorker<IBlockingWork>(
            "extent-reader", threads, new BoundedQueue<IBlockingWork>(queueMax, long.MaxValue), takeMax: 1, static taken => taken[0].Execute(), scheduler);
        _hintsMax = queueMax / 2;
        _worker.Start();
    }

    /// <summary>Work that waits.</summary>
    public int QueueLength => _worker.QueueLength;

    /// <summary>Queues work; the error says why it was not.</summary>
    public StorageException? TryEnqueue(IBlockingWork work) => _worker.TryEnqueue(work, 0) switch
    {
        EnqueueResult.Entered => null,
        EnqueueResult.Full => new StorageException(StorageErrorCode.Overloaded, "The device's read queue is at its bound."),
        _ => new StorageException(StorageErrorCode.DeviceUnavailable, "The device is closing."),
    };

    /// <summary>Queues work that nobody waits for; it is dropped when half of the queue is taken.</summary>
    public void TryHint(IBlockingWork work)
    {
        if (_worker.QueueLength < _hintsMax) _ = _worker.TryEnqueue(work, 0);
    }

    /// <summary>Runs <paramref name="function"/> on one of the threads.</summary>
    public Task<T> RunAsync<T>(Func<T> function)
    {
        var work = new FunctionWork<T>(function);
        return TryEnqueue(work) is { } error ? Task.FromException<T>(error) : work.Task;
    }

    /// <summary>Lets nothing more in and returns when everything that was in has run.</summary>
    public void Stop() => _worker.Close();

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
