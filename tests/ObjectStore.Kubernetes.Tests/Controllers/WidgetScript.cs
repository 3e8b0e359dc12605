using System.Collections.Concurrent;
using ObjectStore.Kubernetes.Entities;
using ObjectStore.Kubernetes.Tests.ApiServers;

namespace ObjectStore.Kubernetes.Tests.Controllers;

/// <summary>What controllers of a test do, and what they saw.</summary>
public sealed class WidgetScript
{
    private readonly ConcurrentDictionary<EntityKey, int> _working = new();
    private int _failuresLeft;
    private int _finalizerFailuresLeft;
    private int _finalized;

    public ConcurrentQueue<V1Widget> Reconciled { get; } = new();

    public ConcurrentQueue<V1Widget> Succeeded { get; } = new();

    public ConcurrentQueue<V1Widget> Deleted { get; } = new();

    public int Finalized => _finalized;

    public bool HasOverlapped { get; private set; }

    public TimeSpan? RequeueAfter { get; set; }

    public int FailuresLeft
    {
        set => _failuresLeft = value;
    }

    public int FinalizerFailuresLeft
    {
        set => _finalizerFailuresLeft = value;
    }

    public bool FailsNow() => Interlocked.Decrement(ref _failuresLeft) >= 0;

    public bool FinalizerFailsNow()
    {
        Interlocked.Increment(ref _finalized);
        return Interlocked.Decrement(ref _finalizerFailuresLeft) >= 0;
    }

    public void Enter(EntityKey key)
    {
        if (_working.AddOrUpdate(key, 1, static (_, count) => count + 1) > 1) HasOverlapped = true;
    }

    public void Leave(EntityKey key) => _working.AddOrUpdate(key, 0, static (_, count) => count - 1);
}
