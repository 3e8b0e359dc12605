using System.Diagnostics;
using ObjectStore.Core.Errors;
using ObjectStore.Index.OrderedStore;

namespace ObjectStore.Index.Postgres;

/// <summary>Commits that wait for the writers; bounded in number and bytes. Thread-safe.</summary>
/// <remarks>
/// A group is begun at once when none is under way, so that what arrives meanwhile becomes one group: a group costs the server as much as many commits. Another beside it is begun when
/// there are commits for a full one, or the oldest has waited for <see cref="PostgresOptions.WriterPatience"/>: the group under way waits for replicas, for somebody's lock, or for its connection.
/// A commit that conflicts with an earlier one of the group waits at the front for the next group, which it then is the first of, so that
/// none waits for ever.
/// </remarks>
internal sealed class CommitQueue(PostgresOptions options) : IDisposable
{
    /// <summary>Commits that a group looks at beyond those that it takes, when hot keys make many conflict.</summary>
    private const int DeferredMax = 64;

    private readonly Lock _lock = new();
    private readonly LinkedList<PendingCommit> _waiting = new();

    // Released, under the lock, when there is something for an idle writer to do or to wait for; once is enough, since the writer that takes it passes it on while there are more.
    private readonly SemaphoreSlim _signal = new(0);
    private long _waitingBytes;
    private int _groupsUnderWay;
    private bool _isClosed;

    /// <summary>Commits that wait now.</summary>
    public int Count
    {
        get
        {
            lock (_lock) return _waiting.Count;
        }
    }

    private bool IsEnoughForAnother => _waiting.Count >= options.GroupCommitsMax || _waitingBytes >= options.GroupBytesMax;

    /// <summary>Adds a commit to the end.</summary>
    /// <exception cref="StorageException">Overloaded at the bound; IndexUnavailable after closing.</exception>
    public void Add(PendingCommit pending)
    {
        lock (_lock)
        {
            if (_isClosed) throw new StorageException(StorageErrorCode.IndexUnavailable, "The index is closed.");
            if (_waiting.Count >= options.QueuedCommitsMax || (_waitingBytes + pending.Bytes > options.QueuedBytesMax && _waiting.Count > 0))
            {
                throw new StorageException(StorageErrorCode.Overloaded, "Too many commits wait for the index.");
            }

            _waiting.AddLast(pending);
            _waitingBytes += pending.Bytes;
            if (_groupsUnderWay == 0 || _waiting.Count == 1 || IsEnoughForAnother) Signal();
        }
    }

    /// <summary>Waits for commits and starts those that make the next group; false when the queue is closed and empty.</summary>
    /// <param name="group">The writer's group; the one that it held before has ended.</param>
    public async Task<bool> TakeGroupAsync(CommitGroup group)
    {
        while (true)
        {
            TimeSpan wait;
            lock (_lock)
            {
                if (group.Commits.Count > 0) _groupsUnderWay--;
                group.Clear();
                wait = WaitBeforeAnother();
                if (wait == TimeSpan.Zero)
                {
                    Fill(group);
                    if (group.Commits.Count > 0) _groupsUnderWay++;
                }

                if (_isClosed || (wait == TimeSpan.Zero && _waiting.Count > 0)) Signal();
                if (group.Commits.Count > 0) return true;
                if (_isClosed && _waiting.Count == 0) return false;
            }

            await _signal.WaitAsync(wait);
        }
    }

    /// <summary>Refuses further commits; those that wait are still taken.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _isClosed = true;
            Signal();
        }
    }

    public void Dispose() => _signal.Dispose();

    private void Signal()
    {
        if (_signal.CurrentCount == 0) _signal.Release();
    }

    /// <summary>How long those that wait may still wait for the group under way; infinite when nobody waits.</summary>
    private TimeSpan WaitBeforeAnother()
    {
        if (_waiting.First is not { Value.QueuedAt: var oldest }) return Timeout.InfiniteTimeSpan;
        if (_groupsUnderWay == 0 || IsEnoughForAnother || _isClosed) return TimeSpan.Zero;
        var rest = options.WriterPatience - Stopwatch.GetElapsedTime(oldest);
        return rest.TotalMilliseconds >= 1 ? rest : TimeSpan.Zero;
    }

    private void Fill(CommitGroup group)
    {
        var deferred = 0;
        for (var node = _waiting.First; node is not null && group.Commits.Count < options.GroupCommitsMax && deferred < DeferredMax;)
        {
            var next = node.Next;
            if (group.Fits(node.Value))
            {
                _waiting.Remove(node);
                _waitingBytes -= node.Value.Bytes;
                if (node.Value.TryStart()) group.Add(node.Value);
            }
            else
            {
                deferred++;
            }

            node = next;
        }
    }
}
