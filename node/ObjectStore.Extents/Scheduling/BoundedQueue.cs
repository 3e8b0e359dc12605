namespace ObjectStore.Extents.Scheduling;

/// <summary>A queue between many producers and a few dedicated threads, bounded by count and weight.</summary>
/// <remarks>
/// Thread-safe. Weight counts from entering until <see cref="Release"/>, so that what a consumer has taken and not finished is inside the bound too.
/// After <see cref="Close"/> nothing enters, and takers get what is left and then nothing.
/// </remarks>
internal sealed class BoundedQueue<T>(int countMax, long weightMax)
{
    private readonly object _lock = new();
    private readonly Queue<T> _items = new();
    private long _weight;
    private bool _closed;

    /// <summary>Items that wait.</summary>
    public int Count
    {
        get
        {
            lock (_lock) return _items.Count;
        }
    }

    /// <summary>Adds an item unless the queue is closed or at its bound. One item always fits an empty queue.</summary>
    public EnqueueResult TryEnqueue(T item, long weight)
    {
        lock (_lock)
        {
            if (_closed) return EnqueueResult.Closed;
            if (_items.Count >= countMax || (_weight > 0 && _weight + weight > weightMax)) return EnqueueResult.Full;
            _items.Enqueue(item);
            _weight += weight;
            Monitor.Pulse(_lock);
            return EnqueueResult.Entered;
        }
    }

    /// <summary>The same for several items that together weigh <paramref name="weight"/>: all or none, and no others between them. They always fit an empty queue.</summary>
    public EnqueueResult TryEnqueueAll(IReadOnlyCollection<T> items, long weight)
    {
        lock (_lock)
        {
            if (_closed) return EnqueueResult.Closed;
            if (_items.Count > 0 && _items.Count + items.Count > countMax) return EnqueueResult.Full;
            if (_weight > 0 && _weight + weight > weightMax) return EnqueueResult.Full;
            foreach (var item in items) _items.Enqueue(item);
            _weight += weight;
            Monitor.PulseAll(_lock);
            return EnqueueResult.Entered;
        }
    }

    /// <summary>Moves up to <paramref name="max"/> items to the end of <paramref name="destination"/>, waiting for the first one. False once closed and empty.</summary>
    public bool Take(List<T> destination, int max)
    {
        lock (_lock)
        {
            while (_items.Count == 0)
            {
                if (_closed) return false;
                Monitor.Wait(_lock);
            }

            MoveTo(destination, max);
            return true;
        }
    }

    /// <summary>The same without waiting; false when there are no items.</summary>
    public bool TryTake(List<T> destination, int max)
    {
        lock (_lock)
        {
            if (_items.Count == 0) return false;
            MoveTo(destination, max);
            return true;
        }
    }

    /// <summary>Gives back weight of finished items.</summary>
    public void Release(long weight)
    {
        lock (_lock) _weight -= weight;
    }

    /// <summary>Lets nothing more in.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _closed = true;
            Monitor.PulseAll(_lock);
        }
    }

    private void MoveTo(List<T> destination, int max)
    {
        for (var taken = 0; taken < max && _items.TryDequeue(out var item); taken++) destination.Add(item);
    }
}
