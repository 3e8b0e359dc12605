using ObjectStore.Core.Errors;
using ObjectStore.Curator.Jobs;
using ObjectStore.Index.Objects.Outbox;

namespace ObjectStore.Curator.Outboxes;

/// <summary>A job that looks what waits in the outboxes for one consumer, and has each destination's worker walk where there is something for it.</summary>
/// <remarks>A walk that takes longer than a pass goes on beside the next ones, so that a slow destination keeps no other from being served.</remarks>
internal abstract class OutboxJob<TDelivery> : ICuratorJob
    where TDelivery : IOutboxDelivery
{
    private readonly OutboxLooks _looks;
    private readonly WalkOptions _walks;
    private readonly TimeProvider _time;
    private (long At, TimeSpan Pause)? _lastLook;
    private bool _namesAreStored;
    private volatile bool _isNewTerm;

    /// <summary>A job that has not looked yet.</summary>
    protected OutboxJob(IOutbox outbox, OutboxLooks looks, WalkOptions walks, TimeProvider time)
    {
        (_looks, _walks, _time) = (looks, walks, time);
        Runs = new DestinationRuns<TDelivery>(DeliveryOfAsync, outbox, walks, time);
    }

    /// <inheritdoc />
    public abstract string Name { get; }

    /// <inheritdoc />
    public TimeSpan Period => TimeSpan.FromSeconds(1);

    /// <summary>The destinations.</summary>
    protected DestinationRuns<TDelivery> Runs { get; }

    /// <summary>While another led, it stored what happened: reports go on from there.</summary>
    public void BeginTerm() => _isNewTerm = true;

    /// <inheritdoc />
    public async ValueTask<JobResult> RunAsync(JobPass pass, CancellationToken cancellationToken)
    {
        if (_isNewTerm) await BeginAnewAsync();
        if (!_namesAreStored) await StoreNamesAsync(cancellationToken);
        _namesAreStored = true;
        var isWhole = await Runs.HarvestAsync(Tell, cancellationToken);
        if (_lastLook is { } last && _time.GetElapsedTime(last.At) < last.Pause) return new JobResult(0, 0, isWhole);

        var began = _time.GetTimestamp();
        var at = _time.GetUtcNow();
        var (survey, pause) = await _looks.TakeAsync(_walks.Consumer, _walks.PageRows, cancellationToken);
        var isIdle = await BeginAsync(survey, at, cancellationToken);
        _lastLook = (began, isIdle ? OutboxLooks.IdlePause : pause);

        await Runs.WaitAsync(Period, cancellationToken);
        isWhole &= await Runs.HarvestAsync(Tell, cancellationToken);
        await StoreAsync(survey, at, cancellationToken);
        return new JobResult(Runs.TakeEndedCount(), 0, isWhole);
    }

    /// <summary>Makes the delivery to a destination, with what was told of it before.</summary>
    protected abstract ValueTask<TDelivery> DeliveryOfAsync(string name, CancellationToken cancellationToken);

    /// <summary>Stores the destinations of the settings, for those who show them.</summary>
    protected abstract ValueTask StoreNamesAsync(CancellationToken cancellationToken);

    /// <summary>Begins a walk for each destination that has something, is not walking and is due; true where nothing waits, and nobody is there to take it.</summary>
    protected abstract ValueTask<bool> BeginAsync(OutboxSurvey survey, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>Stores what is to be told, when that is due.</summary>
    protected abstract ValueTask StoreAsync(OutboxSurvey survey, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>Forgets what was stored: another led since.</summary>
    protected abstract void Forget();

    /// <summary>Tells of a walk that was interrupted.</summary>
    protected abstract void Tell(StorageException exception, string destination);

    private async ValueTask BeginAnewAsync()
    {
        _isNewTerm = false;
        await Runs.ForgetAsync();
        (_lastLook, _namesAreStored) = (null, false);
        Forget();
    }
}
