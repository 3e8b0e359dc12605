namespace ObjectStore.Simulation.Tests.Kernel;

/// <summary>Time that passes only when nothing is left to do, and then jumps to the next timer. Timers fire as tasks of the scheduler.</summary>
internal sealed class SimulatedClock(SimulatedScheduler scheduler) : TimeProvider
{
    private readonly PriorityQueue<SimulatedTimer, (long Due, long Sequence)> _timers = new();
    private long _sequence;

    public static DateTimeOffset Start { get; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Time since the beginning of the run.</summary>
    public TimeSpan Now { get; private set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => Start + Now;

    public override long GetTimestamp() => Now.Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new SimulatedTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Jumps to the next timer and lets it fire; false when there is none.</summary>
    public bool Advance()
    {
        while (_timers.TryDequeue(out var timer, out var due))
        {
            if (!timer.IsDueAt(due)) continue;
            Now = new TimeSpan(Math.Max(Now.Ticks, due.Due));
            timer.Rearm();
            scheduler.Post(timer.Fire);
            return true;
        }

        return false;
    }

    private sealed class SimulatedTimer(SimulatedClock clock, TimerCallback callback, object? state) : ITimer
    {
        private (long Due, long Sequence)? _due;
        private TimeSpan _period;
        private bool _isDisposed;

        public bool IsDueAt((long Due, long Sequence) due) => _due == due;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            if (_isDisposed) return false;
            _period = period;
            if (dueTime == Timeout.InfiniteTimeSpan) _due = null;
            else Arm(dueTime);
            return true;
        }

        public void Rearm()
        {
            if (_period > TimeSpan.Zero) Arm(_period);
            else _due = null;
        }

        public void Fire()
        {
            if (!_isDisposed) callback(state);
        }

        public void Dispose()
        {
            _isDisposed = true;
            _due = null;
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void Arm(TimeSpan dueTime)
        {
            var due = (clock.Now.Ticks + Math.Max(0, dueTime.Ticks), ++clock._sequence);
            _due = due;
            clock._timers.Enqueue(this, due);
        }
    }
}
