namespace ObjectStore.Gateway.DataPath;

/// <summary>
/// Watches one read that waits for its device: hedges it when it is late, and cancels it when the hedge was faster, when time is up or when the client is gone.
/// Used again for other reads unless it had to cancel.
/// </summary>
/// <remarks>
/// Invariants: nothing is cancelled after <see cref="End"/>, except by a decision made before it, and then the watch is not used again; a timer that fires for an
/// earlier read, or too early, is set again for the present one.
/// </remarks>
internal sealed class ReadWatch : IDisposable
{
    /// <summary>Timers round down to milliseconds.</summary>
    private static readonly TimeSpan TimerGrain = TimeSpan.FromMilliseconds(1);

    private readonly FragmentReader _reader;
    private readonly ReadHedging _hedging;
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _cancellation = new();
    private readonly ITimer _timer;
    private CancellationTokenRegistration _client;
    private CancellationToken _clientToken;
    private FragmentRange _range;
    private FragmentGather? _hedge;
    private long _startedAt;
    private TimeSpan _due;
    private bool _isOn;
    private bool _isSpent;

    public ReadWatch(FragmentReader reader, ReadHedging hedging)
    {
        (_reader, _hedging) = (reader, hedging);
        _timer = hedging.Time.CreateTimer(static state => ((ReadWatch)state!).OnDue(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Ends the read.</summary>
    public CancellationToken Token => _cancellation.Token;

    /// <summary>Since <see cref="Begin"/>.</summary>
    public TimeSpan Elapsed => _hedging.Time.GetElapsedTime(_startedAt);

    /// <summary>The read is under way and has not completed.</summary>
    public void Begin(in FragmentRange range, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            (_range, _clientToken, _hedge, _isOn) = (range, cancellationToken, null, true);
            _startedAt = _hedging.Time.GetTimestamp();
            _due = _hedging.DelayFor(range.Destination.Length);
            _timer.Change(_due, Timeout.InfiniteTimeSpan);
        }

        _client = cancellationToken.UnsafeRegister(static state => ((ReadWatch)state!).Cancel(hedge: null), this);
    }

    /// <summary>The read has completed. The hedge, if there is one, is the caller's from here on.</summary>
    public FragmentGather? End()
    {
        lock (_lock)
        {
            _isOn = false;
            if (!_isSpent) _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        _client.Dispose();
        var hedge = _hedge;
        (_range, _clientToken, _hedge, _client) = (default, default, null, default);
        return hedge;
    }

    /// <summary>Whether it may watch another read.</summary>
    public bool TryReset() => !_isSpent && _cancellation.TryReset();

    /// <summary>The hedge has the bytes: the read is not needed any more.</summary>
    public void OnHedged(FragmentGather hedge) => Cancel(hedge);

    /// <inheritdoc />
    public void Dispose() => _timer.Dispose();

    /// <summary>Cancels the read that is watched, if it is still the one of this hedge. Outside of the lock, because what waits for the read may run at once.</summary>
    private void Cancel(FragmentGather? hedge)
    {
        lock (_lock)
        {
            if (!_isOn || hedge is not null && hedge != _hedge) return;
            _isSpent = true;
        }

        _cancellation.Cancel();
    }

    private void OnDue()
    {
        FragmentGather? hedge = null;
        FragmentRange denied = default;
        bool isOver, isDenied;
        lock (_lock)
        {
            if (!_isOn) return;
            var elapsed = Elapsed;
            if (elapsed < _due)
            {
                // Fired for an earlier read, or early: the timer's clock is coarser than ours.
                _timer.Change(_due - elapsed + TimerGrain, Timeout.InfiniteTimeSpan);
                return;
            }

            isOver = elapsed >= _hedging.Timeout;
            if (isOver) _isSpent = true;
            else if (_hedge is null) _hedge = hedge = _reader.TryMakeHedge(_range, _clientToken);
            isDenied = !isOver && _hedge is null;
            if (isDenied) denied = _range;
            _due = _hedge is null && elapsed + _hedging.Retry < _hedging.Timeout ? elapsed + _hedging.Retry : _hedging.Timeout;
            if (!isOver) _timer.Change(_due - elapsed, Timeout.InfiniteTimeSpan);
        }

        if (isOver) _cancellation.Cancel();
        if (isDenied) _reader.Denied(denied);
        if (hedge is not null) _ = _reader.RunHedgeAsync(hedge, this);
    }
}
