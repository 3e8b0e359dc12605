using System.Collections.Concurrent;

namespace ObjectStore.Extents.Appending;

/// <summary>Append requests that wait to be used again. Thread-safe.</summary>
internal sealed class AppendRequestPool
{
    /// <summary>More are left to the garbage collector. As many as may usefully be under way at once; a guess.</summary>
    private const int IdleMax = 256;

    private readonly ConcurrentQueue<AppendRequest> _idle = new();

    public AppendRequest Rent() => _idle.TryDequeue(out var request) ? request : new AppendRequest(this);

    public void Return(AppendRequest request)
    {
        if (_idle.Count < IdleMax) _idle.Enqueue(request);
    }
}
