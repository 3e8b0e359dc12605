using ObjectStore.Core.Errors;
using ObjectStore.Index.OrderedStore;

namespace ObjectStore.Index.Postgres;

/// <summary>A read of keys that waits for a statement to answer it. Continuations run on the thread pool.</summary>
internal sealed class PendingRead(IReadOnlyList<ReadOnlyMemory<byte>> keys) : TaskCompletionSource<IReadOnlyList<Row?>>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    private volatile bool _isTaken;
    private volatile bool _isAbandoned;

    public IReadOnlyList<ReadOnlyMemory<byte>> Keys => keys;

    /// <summary>Whether a statement answers it.</summary>
    public bool IsTaken => _isTaken;

    /// <summary>Whether its caller has given up.</summary>
    public bool IsAbandoned => _isAbandoned;

    /// <summary>For the statement: it answers this read.</summary>
    public void Take() => _isTaken = true;

    /// <summary>For the caller: nobody waits for it any more.</summary>
    public void Abandon() => _isAbandoned = true;

    /// <summary>Gives the rows of its keys.</summary>
    /// <param name="rows">Rows of many keys.</param>
    /// <param name="places">Where among them that of a key is.</param>
    public void Answer(IReadOnlyList<Row?> rows, Dictionary<ReadOnlyMemory<byte>, int> places)
    {
        var own = new Row?[keys.Count];
        for (var i = 0; i < own.Length; i++) own[i] = rows[places[keys[i]]] is { } row ? row with { Key = keys[i] } : null;
        TrySetResult(own);
    }

    /// <summary>Ends with a failure of its own, whether or not somebody still waits for it.</summary>
    public void Fail(StorageException failure)
    {
        TrySetException(new StorageException(failure.Code, failure.Message, failure));
        _ = Task.Exception;
    }
}
