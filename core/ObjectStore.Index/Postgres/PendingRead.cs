using ObjectStore.Core.Errors;
using ObjectStore.Index.OrderedStore;

namespace ObjectStore.Index.Postgres;

/// <summary>A read of keys that waits for a statement to answer it. Continuations run on the thread pool.</summary>
internal sealed class PendingRead(IReadOnlyList<ReadOnlyMemory<byte>> keys) : TaskCompletionSource<IReadOnlyList<Row?>>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    private int _isAbandoned;

    public IReadOnlyList<ReadOnlyMemory<byte>> Keys => keys;

    /// <summary>Whether its caller has given up.</summary>
    public bool IsAbandoned => Volatile.Read(ref _isAbandoned) != 0;

    /// <summary>For the caller: nobody waits for it any more.</summary>
    public void Abandon() => Volatile.Write(ref _isAbandoned, 1);

    /// <summary>Ends with a failure of its own, whether or not somebody still waits for it.</summary>
    public void Fail(StorageException failure)
    {
        TrySetException(new StorageException(failure.Code, failure.Message, failure));
        _ = Task.Exception;
    }
}
