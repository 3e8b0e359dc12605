using ObjectStore.Index.Objects.Outbox;

namespace ObjectStore.Curator.Outboxes;

/// <summary>Looks at all outboxes for all their consumers: what one has just had read is not read once more for another. Thread-safe.</summary>
internal sealed class OutboxLooks(IOutbox outbox, TimeProvider time) : IDisposable
{
    /// <summary>How much of the time looking may take: a tenth.</summary>
    private const int PauseFactor = 10;

    /// <summary>Of a look that another consumer took. Guess: as long as a row waits for the next look anyway.</summary>
    private static readonly TimeSpan AgeMax = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan PauseMax = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _gate = new(1);
    private readonly HashSet<OutboxConsumer> _hadBy = [];
    private OutboxLook? _last;
    private long _lastAt;

    /// <summary>Between looks where nothing waits, and nobody is there to take it.</summary>
    public static TimeSpan IdlePause { get; } = TimeSpan.FromMinutes(1);

    /// <summary>A look that the consumer has not had yet.</summary>
    /// <param name="consumer">Who asks.</param>
    /// <param name="pageRows">Rows to read at a time.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async ValueTask<OutboxLook> TakeAsync(OutboxConsumer consumer, int pageRows, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_last is { } last && time.GetElapsedTime(_lastAt) < AgeMax && _hadBy.Add(consumer)) return last;
            _last = null;
            var began = time.GetTimestamp();
            var survey = await OutboxSurvey.TakeAsync(outbox, pageRows, cancellationToken);
            _lastAt = time.GetTimestamp();
            _hadBy.Clear();
            _hadBy.Add(consumer);
            return _last = new OutboxLook(survey, PauseAfter(time.GetElapsedTime(began, _lastAt)));
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose() => _gate.Dispose();

    private static TimeSpan PauseAfter(TimeSpan taken)
    {
        var pause = taken * PauseFactor;
        return pause < PauseMax ? pause : PauseMax;
    }
}
