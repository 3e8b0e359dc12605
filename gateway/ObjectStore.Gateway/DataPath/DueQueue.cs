using System.Diagnostics.CodeAnalysis;

namespace ObjectStore.Gateway.DataPath;

/// <summary>
/// Calls stripes on their way that are not settled when a time has passed since they began, the same for all. One timer serves them all: nearly every stripe is settled long before, and a timer of
/// its own would cost it more than any of its fragments. Thread-safe.
/// </summary>
internal sealed class DueQueue
{
    private static readonly TimeSpan TimerStep = TimeSpan.FromMilliseconds(1);

    private readonly TimeProvider _time;
    private readonly TimeSpan _delay;
    private readonly ITimer _timer;
    private readonly Lock _lock = new();
    private readonly Queue<(StripePut Put, long EnteredAt)> _waiting = new();
    private bool _isArmed;

    /// <summary>A queue in which nobody waits.</summary>
    /// <param name="delay">After which stripes are called.</param>
    /// <param name="time">The clock.</param>
    public DueQueue(TimeSpan delay, TimeProvider time)
    {
        (_delay, _time) = (delay, time);
        _timer = time.CreateTimer(static queue => ((DueQueue)queue!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Calls <see cref="StripePut.OnDue"/> after the delay unless the stripe is settled by then.</summary>
    public void Enter(StripePut put)
    {
        lock (_lock)
        {
            DropSettled();
            _waiting.Enqueue((put, _time.GetTimestamp()));
            if (_isArmed) return;
            _isArmed = true;
            _timer.Change(_delay, Timeout.InfiniteTimeSpan);
        }
    }

    private void OnTimer()
    {
        while (TryTakeDue(out var put)) put.OnDue();
    }

    /// <summary>Takes the next one that is due; when none is yet, the timer waits for the first.</summary>
    private bool TryTakeDue([NotNullWhen(true)] out StripePut? put)
    {
        lock (_lock)
        {
            DropSettled();
            put = null;
            _isArmed = _waiting.TryPeek(out var first);
            if (!_isArmed) return false;
            var left = _delay - _time.GetElapsedTime(first.EnteredAt);
            if (left > TimeSpan.Zero)
            {
                _timer.Change(left > TimerStep ? left : TimerStep, Timeout.InfiniteTimeSpan);
                return false;
            }

            put = _waiting.Dequeue().Put;
            return true;
        }
    }

    private void DropSettled()
    {
        while (_waiting.TryPeek(out var first) && first.Put.IsSettled) _waiting.Dequeue();
    }
}
