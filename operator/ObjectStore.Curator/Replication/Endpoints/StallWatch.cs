namespace ObjectStore.Curator.Replication.Endpoints;

/// <summary>Gives a transfer up that stands still: each step puts the end off. One for each transfer.</summary>
internal sealed class StallWatch : IDisposable
{
    private readonly TimeSpan _timeout;
    private readonly CancellationTokenSource _stall;
    private readonly CancellationTokenSource _either;

    public StallWatch(TimeSpan timeout, TimeProvider time, CancellationToken cancellationToken)
    {
        _timeout = timeout;
        _stall = new CancellationTokenSource(timeout, time);
        _either = CancellationTokenSource.CreateLinkedTokenSource(_stall.Token, cancellationToken);
    }

    /// <summary>Cancelled when the transfer stands still, or is cut off.</summary>
    public CancellationToken Token => _either.Token;

    /// <summary>Something went on.</summary>
    public void Step() => _stall.CancelAfter(_timeout);

    public void Dispose()
    {
        _either.Dispose();
        _stall.Dispose();
    }
}
