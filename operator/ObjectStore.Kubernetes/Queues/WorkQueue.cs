using System.Threading.Channels;
using ObjectStore.Core.Errors;
using ObjectStore.Kubernetes.Entities;

namespace ObjectStore.Kubernetes.Queues;

/// <summary>Keys of one kind that wait for work, each once. Thread-safe.</summary>
/// <remarks>
/// <list type="bullet">
/// <item>A key is never given to two takers at once: added while it is worked on, it waits for <see cref="Done"/>, and additions meanwhile count as one.</item>
/// <item>Keys are taken in the order in which they became ready.</item>
/// <item>The number of keys is bounded by the objects that there are: nothing is ever dropped.</item>
/// </list>
/// </remarks>
internal sealed class WorkQueue : IDisposable
{
    private static readonly Comparer<(long Due, EntityKey Key)> ByDue = Comparer<(long Due, EntityKey Key)>.Create(static (left, right) =>
    {
        var order = left.Due.CompareTo(right.Due);
        if (order == 0) order = string.CompareOrdinal(left.Key.Namespace, right.Key.Namespace);
        return order == 0 ? string.CompareOrdinal(left.Key.Name, right.Key.Name) : order;
    });

    private readonly WorkQueueOptions _options;
    private readonly TimeProvider _time;
    private readonly TokenBucket _retries;
    private readonly ITimer _timer;
    private readonly Lock _lock = new();
    private readonly Channel<EntityKey> _ready = Channel.CreateUnbounded<EntityKey>();
    private readonly HashSet<EntityKey> _waiting = [];
    private readonly HashSet<EntityKey> _processing = [];
    private readonly Dictionary<EntityKey, int> _failures = [];
    private readonly Dictionary<EntityKey, long> _dueOf = [];
    private readonly SortedSet<(long Due, EntityKey Key)> _delayed = new(ByDue);

    public WorkQueue(WorkQueueOptions options, TimeProvider time)
    {
        (_options, _time) = (options, time);
        _retries = new TokenBucket(options.RetriesPerSecond, options.RetryBurst, time);
        _timer = time.CreateTimer(static queue => ((WorkQueue)queue!).AddDue(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Keys that are ready, or will be as soon as they are no longer worked on.</summary>
    public int Depth
    {
        get
        {
            lock (_lock) return _waiting.Count;
        }
    }

    /// <summary>Keys that are being worked on.</summary>
    public int Processing
    {
        get
        {
            lock (_lock) return _processing.Count;
        }
    }

    /// <summary>Makes a key ready.</summary>
    public void Add(EntityKey key)
    {
        lock (_lock) AddLocked(key);
    }

    /// <summary>Makes a key ready after a while. Of several times the earliest counts.</summary>
    public void AddAfter(EntityKey key, TimeSpan delay)
    {
        lock (_lock)
        {
            if (delay <= TimeSpan.Zero)
            {
                AddLocked(key);
                return;
            }

            var due = _time.GetTimestamp() + (long)(delay.TotalSeconds * _time.TimestampFrequency);
            if (_dueOf.TryGetValue(key, out var earlier))
            {
                if (earlier <= due) return;
                _delayed.Remove((earlier, key));
            }

            _dueOf[key] = due;
            _delayed.Add((due, key));
            ArmLocked();
        }
    }

    /// <summary>Makes a key ready after a pause that grows with its failures in a row; returns the pause.</summary>
    public TimeSpan AddRateLimited(EntityKey key)
    {
        int failures;
        lock (_lock) failures = _failures[key] = _failures.GetValueOrDefault(key) + 1;
        var delay = Backoff.DelayAfter(failures, _options.RetryDelayMin, _options.RetryDelayMax);
        var turn = _retries.Reserve();
        if (turn > delay) delay = turn;
        AddAfter(key, delay);
        return delay;
    }

    /// <summary>The key's work succeeded: its next failure counts as the first.</summary>
    public void Forget(EntityKey key)
    {
        lock (_lock) _failures.Remove(key);
    }

    /// <summary>Waits for a key, which is the caller's until <see cref="Done"/>.</summary>
    public async ValueTask<EntityKey> TakeAsync(CancellationToken cancellationToken)
    {
        var key = await _ready.Reader.ReadAsync(cancellationToken);
        lock (_lock)
        {
            Invariant.That(_waiting.Remove(key) && _processing.Add(key));
            return key;
        }
    }

    /// <summary>The work on a key has ended, well or not.</summary>
    public void Done(EntityKey key)
    {
        lock (_lock)
        {
            Invariant.That(_processing.Remove(key));
            if (_waiting.Contains(key)) _ready.Writer.TryWrite(key);
        }
    }

    /// <inheritdoc />
    public void Dispose() => _timer.Dispose();

    private void AddLocked(EntityKey key)
    {
        if (_waiting.Add(key) && !_processing.Contains(key)) _ready.Writer.TryWrite(key);
    }

    private void AddDue()
    {
        lock (_lock)
        {
            var now = _time.GetTimestamp();
            while (_delayed.Count > 0 && _delayed.Min is var next && next.Due <= now)
            {
                _delayed.Remove(next);
                _dueOf.Remove(next.Key);
                AddLocked(next.Key);
            }

            ArmLocked();
        }
    }

    private void ArmLocked()
    {
        if (_delayed.Count == 0) return;
        var wait = _time.GetElapsedTime(_time.GetTimestamp(), _delayed.Min.Due);

        // Timers are as exact as milliseconds; a moment too early would come back here at once, again and again.
        _timer.Change(wait > TimeSpan.FromMilliseconds(1) ? wait : TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
    }
}
