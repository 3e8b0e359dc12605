using ObjectStore.Core.Checksums;
using ObjectStore.Core.Errors;
using ObjectStore.Index.OrderedStore;

namespace ObjectStore.Index.Postgres;

/// <summary>
/// Commits that are judged and applied by one call of commit_1, as the arrays that it takes. Used by one writer, again and again.
/// </summary>
/// <remarks>
/// Invariant: no commit has a condition on, or a write of, a key that an earlier commit of the group writes, and none but the first has a condition on
/// a range. So the conditions of all may be judged before the writes of any, with the outcome of one after the other.
/// Keys are told apart by the numbers of their locks; two keys with one number only look like a conflict.
/// </remarks>
internal sealed class CommitGroup(PostgresOptions options, StoreIdentity identity)
{
    private readonly List<PendingCommit> _commits = [];
    private readonly Dictionary<long, bool> _isWrittenByLock = [];
    private readonly List<long> _writes = [];
    private readonly List<long> _reads = [];
    private long _bytes;
    private bool _hasRange;

    /// <summary>The commits; a commit's position is its number in the arrays.</summary>
    public IReadOnlyList<PendingCommit> Commits => _commits;

    /// <summary>Numbers of the locks in the order of taking them: the store's, then those of keys, ascending; one more when the lock is shared.</summary>
    public List<long> Locks { get; } = [];

    public CommitRowArrays Conditions { get; } = new();

    public CommitRowArrays Ranges { get; } = new();

    public CommitRowArrays Puts { get; } = new();

    public CommitRowArrays Deletes { get; } = new();

    /// <summary>Queued last of all, as <see cref="PendingCommit.QueuedAt"/>.</summary>
    public long QueuedLastAt => _commits[^1].QueuedAt;

    /// <summary>Forgets the commits.</summary>
    public void Clear()
    {
        _commits.Clear();
        _isWrittenByLock.Clear();
        Locks.Clear();
        Conditions.Clear();
        Ranges.Clear();
        Puts.Clear();
        Deletes.Clear();
        (_bytes, _hasRange) = (0, false);
    }

    /// <summary>Whether the group has room and <paramref name="pending"/> can be judged together with those that it has.</summary>
    /// <remarks>Keeps the numbers of the commit's locks for <see cref="Add"/>.</remarks>
    public bool Fits(PendingCommit pending)
    {
        _writes.Clear();
        _reads.Clear();
        var commit = pending.Commit;
        foreach (var (key, _) in commit.Puts) _writes.Add(LockOf(key));
        foreach (var key in commit.Deletes) _writes.Add(LockOf(key));
        var hasRange = false;
        foreach (var condition in commit.Conditions)
        {
            if (condition.Kind == CommitConditionKind.RangeEmpty) hasRange = true;
            else _reads.Add(LockOf(condition.Key));
        }

        if (_commits.Count == 0) return true;
        return !hasRange && _bytes + pending.Bytes <= options.GroupBytesMax && !AnyWritten(_writes) && !AnyWritten(_reads);
    }

    /// <summary>Adds the commit for which <see cref="Fits"/> was asked last, and said yes.</summary>
    public void Add(PendingCommit pending)
    {
        var number = _commits.Count;
        _commits.Add(pending);
        _bytes += pending.Bytes;
        foreach (var id in _reads) _isWrittenByLock.TryAdd(id, false);
        foreach (var id in _writes) _isWrittenByLock[id] = true;
        var commit = pending.Commit;
        for (var i = 0; i < commit.Conditions.Count; i++)
        {
            var condition = commit.Conditions[i];
            var isRange = condition.Kind == CommitConditionKind.RangeEmpty;
            _hasRange |= isRange;
            (isRange ? Ranges : Conditions).AddCondition(number, i, condition);
        }

        foreach (var (key, value) in commit.Puts) Puts.Add(number, key, value);
        foreach (var key in commit.Deletes) Deletes.Add(number, key, default);
    }

    /// <summary>Makes the list of locks, after the last commit was added.</summary>
    public void Close(bool isExclusive)
    {
        Locks.Clear();
        if (!isExclusive && !_hasRange && _isWrittenByLock.Count <= options.GroupLocksMax) AddKeyLocks();
        Locks.Sort();
        Locks.Insert(0, Locks.Count == 0 ? identity.LockOfStore : identity.LockOfStore | 1);
    }

    /// <summary>Completes every commit whose caller still waits: those of <paramref name="failed"/> as refused by the condition of the same position in the other list.</summary>
    public void Complete(long revision, int[]? failed, int[]? failedAt)
    {
        var results = new CommitResult[_commits.Count];
        for (var i = 0; i < results.Length; i++) results[i] = new CommitResult(revision + i, -1);
        for (var i = 0; i < (failed?.Length ?? 0); i++)
        {
            Invariant.That(failed![i] >= 0 && failed[i] < results.Length && failedAt![i] >= 0);
            results[failed[i]] = new CommitResult(0, failedAt[i]);
        }

        for (var i = 0; i < results.Length; i++) _commits[i].TrySetResult(results[i]);
    }

    /// <summary>Ends every commit with a failure.</summary>
    public void Fail(StorageException failure)
    {
        foreach (var pending in _commits) pending.TrySetException(new StorageException(failure.Code, failure.Message, failure));
    }

    private void AddKeyLocks()
    {
        foreach (var (id, isWritten) in _isWrittenByLock) Locks.Add(isWritten ? id : id | 1);
    }

    private bool AnyWritten(List<long> ids)
    {
        foreach (var id in ids)
        {
            if (_isWrittenByLock.TryGetValue(id, out var isWritten) && isWritten) return true;
        }

        return false;
    }

    private long LockOf(ReadOnlyMemory<byte> key) => (long)HighwayHash64.Compute(identity.LockKey, key.Span) & ~1L;
}
