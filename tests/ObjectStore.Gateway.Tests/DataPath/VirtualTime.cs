using System.Collections.Concurrent;
using ObjectStore.Testing;

namespace ObjectStore.Gateway.Tests.DataPath;

/// <summary>
/// Runs asynchronous work on one thread and moves time on to the next timer whenever nothing is left to do: an hour passes in the time that its work takes, and what is
/// measured does not depend on the machine.
/// </summary>
internal sealed class VirtualTime : SynchronizationContext
{
    /// <summary>The little that does not come back to this thread (callbacks of tokens and awaits that do not ask for it) gets so long before time moves on.</summary>
    private const int SpinCount = 20;

    private readonly ConcurrentQueue<(SendOrPostCallback Callback, object? State)> _queue = new();

    /// <summary>Longer than any test takes: work that waits for what never comes, while timers go on, must fail and not run for ever.</summary>
    private static readonly TimeSpan WorkMax = TimeSpan.FromHours(24);

    public ManualTimeProvider Clock { get; } = new();

    public override void Post(SendOrPostCallback d, object? state) => _queue.Enqueue((d, state));

    public override void Send(SendOrPostCallback d, object? state) => d(state);

    public override SynchronizationContext CreateCopy() => this;

    /// <summary>Runs <paramref name="work"/> to its end.</summary>
    public void Run(Func<Task> work)
    {
        var previous = Current;
        SetSynchronizationContext(this);
        try
        {
            var end = Clock.GetUtcNow() + WorkMax;
            var task = work();
            while (!task.IsCompleted)
            {
                RunQueued();
                if (task.IsCompleted || !IsIdle()) continue;
                Assert.True(Clock.UntilNext is not null, "Everything waits, and for no timer.");
                Assert.True(Clock.GetUtcNow() < end, "The work does not end.");
                Clock.Advance(Clock.UntilNext is { Ticks: > 0 } next ? next : TimeSpan.Zero);
            }

#pragma warning disable VSTHRD002 // The task has completed; this only lets its exception out.
            task.GetAwaiter().GetResult();
#pragma warning restore VSTHRD002
        }
        finally
        {
            SetSynchronizationContext(previous);
        }
    }

    private void RunQueued()
    {
        while (_queue.TryDequeue(out var item)) item.Callback(item.State);
    }

    private bool IsIdle()
    {
        for (var i = 0; i < SpinCount && _queue.IsEmpty; i++)
        {
            if (ThreadPool.PendingWorkItemCount > 0) Thread.Yield();
        }

        return _queue.IsEmpty;
    }
}
