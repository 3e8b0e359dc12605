using System.Collections.Concurrent;

namespace ObjectStore.Compression;

/// <summary>Contexts that nobody uses at the moment; making one costs more than compressing a frame. Thread-safe.</summary>
/// <param name="create">Makes one.</param>
/// <remarks>A context is out only while a frame is worked on, so that there are never more than threads; those over the bound are freed.</remarks>
internal sealed class ContextPool<T>(Func<T> create)
    where T : class, IDisposable
{
    private readonly ConcurrentBag<T> _free = [];
    private int _count;

    private static int CountMax => Environment.ProcessorCount * 2;

    public T Rent()
    {
        if (!_free.TryTake(out var context)) return create();
        Interlocked.Decrement(ref _count);
        return context;
    }

    public void Return(T context)
    {
        if (Interlocked.Increment(ref _count) <= CountMax)
        {
            _free.Add(context);
            return;
        }

        Interlocked.Decrement(ref _count);
        context.Dispose();
    }
}
