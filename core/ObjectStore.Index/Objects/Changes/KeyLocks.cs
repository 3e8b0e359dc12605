namespace ObjectStore.Index.Objects.Changes;

/// <summary>A fixed number of locks that keys share by hash. They only spare conflicts; the commit's conditions decide.</summary>
internal sealed class KeyLocks
{
    /// <summary>Guess: far more than writers at work at once, so that strangers rarely share one.</summary>
    private const int LockCount = 1024;

    private readonly SemaphoreSlim[] _locks = [.. Enumerable.Range(0, LockCount).Select(static _ => new SemaphoreSlim(1))];

    public SemaphoreSlim Of(KeyChange change) => _locks[(uint)HashCode.Combine(change.Bucket, change.Key, change.LockSalt) % LockCount];
}
