namespace ObjectStore.Index.Keymap;

/// <summary>Something that many may ask for at once and that is read once: all who ask while it is being read get that result, or that failure. Thread-safe.</summary>
internal sealed class SharedLoad<T>
{
    private readonly Lock _lock = new();
    private Task<T>? _running;

    /// <param name="read">Reads it, unless somebody is reading it. Not cancelled when who asked goes away.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async ValueTask<T> JoinAsync(Func<Task<T>> read, CancellationToken cancellationToken)
    {
        Task<T> task;
        lock (_lock) task = _running is { IsCompleted: false } running ? running : _running = StartAsync(read);
        return await task.WaitAsync(cancellationToken);
    }

    /// <summary>Never on the caller's stack, which holds the lock; on the scheduler of the caller, which is the thread pool's but in simulations.</summary>
    private static Task<T> StartAsync(Func<Task<T>> read) =>
        Task.Factory.StartNew(read, CancellationToken.None, TaskCreationOptions.DenyChildAttach, TaskScheduler.Current).Unwrap();
}
