using ObjectStore.Core.Errors;
using ObjectStore.Index.Objects.Outbox;

namespace ObjectStore.Curator.Outboxes;

/// <summary>The destinations of one consumer, and walks to them that go on beside the passes of its job. Used by one caller at a time.</summary>
/// <remarks>Invariant: one walk to a destination at a time, also where one term of leadership follows another: two could send the rows of a key out of their order.</remarks>
/// <param name="deliveryOf">Makes the delivery to a destination, once, with what was told of it before.</param>
/// <param name="outbox">Where rows wait.</param>
/// <param name="options">How destinations are served.</param>
/// <param name="time">The clock of waits.</param>
#pragma warning disable CA1001 // A source without a timer and a wait handle holds nothing to dispose of.
internal sealed class DestinationRuns<TDelivery>(Func<string, CancellationToken, ValueTask<TDelivery>> deliveryOf, IOutbox outbox, WalkOptions options, TimeProvider time)
    where TDelivery : IOutboxDelivery
#pragma warning restore CA1001
{
    private readonly Dictionary<string, DestinationRun<TDelivery>> _runs = new(StringComparer.Ordinal);
    private CancellationTokenSource _term = new();
    private long _endedCount;

    /// <summary>Destinations that something was or is to be taken to, with their names.</summary>
    public IReadOnlyDictionary<string, DestinationRun<TDelivery>> All => _runs;

    /// <summary>The run of a destination; a new one when there is none.</summary>
    public async ValueTask<DestinationRun<TDelivery>> OfAsync(string name, CancellationToken cancellationToken)
    {
        if (_runs.TryGetValue(name, out var known)) return known;
        var delivery = await deliveryOf(name, cancellationToken);
        var run = new DestinationRun<TDelivery>(delivery, new DestinationWorker(name, delivery, outbox, options, time), _term.Token);
        _runs.Add(name, run);
        return run;
    }

    /// <summary>Waits until no walk is under way, or for some time: most walks are short, and then the next look finds what is left.</summary>
    public Task WaitAsync(TimeSpan max, CancellationToken cancellationToken) =>
        Task.WhenAny(Task.WhenAll(_runs.Values.Select(static run => run.Running)), Task.Delay(max, time, cancellationToken));

    /// <summary>Takes note of walks that failed; false when one did.</summary>
    /// <param name="tell">Told of each that the index interrupted, with the destination.</param>
    /// <param name="cancellationToken">That of the pass: a walk that it cut off is not taken for one of another.</param>
    public async ValueTask<bool> HarvestAsync(Action<StorageException, string> tell, CancellationToken cancellationToken)
    {
        var isWhole = true;
        foreach (var (name, run) in _runs)
        {
            if (run.TakeFailed() is not { } failed) continue;
            isWhole = false;
            try
            {
#pragma warning disable VSTHRD003 // It has ended.
                await failed;
#pragma warning restore VSTHRD003
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                // Of a pass that was cut off; this one goes on.
            }
            catch (StorageException exception)
            {
                tell(exception, name);
            }
        }

        return isWhole;
    }

    /// <summary>Rows that came to an end since the last call.</summary>
    public long TakeEndedCount()
    {
        var before = _endedCount;
        _endedCount = _runs.Values.Sum(static run => run.Delivery.EndedCount);
        return _endedCount - before;
    }

    /// <summary>Stores what is told of each.</summary>
    public async ValueTask StoreAsync(CancellationToken cancellationToken)
    {
        foreach (var run in _runs.Values) await run.Delivery.StoreAsync(cancellationToken);
    }

    /// <summary>Cuts off all walks, waits until they have ended, and forgets all, after others may have served them: what they told is read again.</summary>
    public async ValueTask ForgetAsync()
    {
        await _term.CancelAsync();
        await Task.WhenAll(_runs.Values.Select(static run => run.Running)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        _term = new CancellationTokenSource();
        _runs.Clear();
        _endedCount = 0;
    }
}
