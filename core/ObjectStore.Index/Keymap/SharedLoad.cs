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
        lock (_lock) task = _running is { IsCompleted: false } running ? running : _running = Task.Run(read, CancellationToken.None);
        return await task.WaitAsync(cancellationToken);
    }
}
