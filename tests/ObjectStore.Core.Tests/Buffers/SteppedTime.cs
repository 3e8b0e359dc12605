namespace ObjectStore.Core.Tests.Buffers;

/// <summary>A clock whose timers fire only when a test says so.</summary>
internal sealed class SteppedTime : TimeProvider
{
    private readonly List<Action> _timers = [];

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime > TimeSpan.Zero) _timers.Add(() => callback(state));
        return new IdleTimer();
    }

    /// <summary>Fires the timer that was made first.</summary>
    public void FireFirst() => _timers[0]();

    private sealed class IdleTimer : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
