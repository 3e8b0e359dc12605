using ObjectStore.Core.Errors;
using ObjectStore.Index.OrderedStore;

namespace ObjectStore.Index.Sqlite;

/// <summary>Commits that wait for the writer; bounded in number and bytes. Thread-safe; one thread takes.</summary>
internal sealed class CommitQueue(SqliteOptions options)
{
    private readonly object _monitor = new();
    private readonly Queue<PendingCommit> _waiting = new();
    private long _waitingBytes;
    private bool _isClosed;

    /// <summary>Commits that wait now.</summary>
    public int Count
    {
        get
        {
            lock (_monitor) return _waiting.Count;
        }
    }

    /// <summary>Adds a commit to the end.</summary>
    /// <exception cref="StorageException">Overloaded at the bound; IndexUnavailable after closing.</exception>
    public void Add(PendingCommit pending)
    {
        lock (_monitor)
        {
            if (_isClosed) throw new StorageException(StorageErrorCode.IndexUnavailable, "The index is closed.");
            if (_waiting.Count >= options.QueuedCommitsMax || (_waitingBytes + pending.Bytes > options.QueuedBytesMax && _waiting.Count > 0))
            {
                throw new StorageException(StorageErrorCode.Overloaded, "Too many commits wait for the index.");
            }

            _waiting.Enqueue(pending);
            _waitingBytes += pending.Bytes;
            if (_waiting.Count == 1) Monitor.Pulse(_monitor);
        }
    }

    /// <summary>Waits for commits and starts those that make the next group; false when the queue is closed and empty.</summary>
    public bool TakeGroup(List<PendingCommit> group)
    {
        group.Clear();
        lock (_monitor)
        {
            while (group.Count == 0)
            {
                while (_waiting.Count == 0 && !_isClosed) Monitor.Wait(_monitor);
                if (_waiting.Count == 0) return false;
                while (group.Count < options.GroupCommitsMax && _waiting.TryDequeue(out var pending))
                {
                    _waitingBytes -= pending.Bytes;
                    if (pending.TryStart()) group.Add(pending);
                }
            }
        }

        return true;
    }

    /// <summary>Refuses further commits; those that wait are still taken.</summary>
    public void Close()
    {
        lock (_monitor)
        {
            _isClosed = true;
            Monitor.PulseAll(_monitor);
        }
    }
}
