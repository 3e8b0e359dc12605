using ObjectStore.Curator.Jobs;
using ObjectStore.Curator.Progress;

namespace ObjectStore.Curator.Lifecycle;

/// <summary>
/// Where the walk stands, and what it left undone: a pass that has been through all buckets is tried again only from the places where something failed, and not from the
/// first bucket on.
/// </summary>
/// <remarks>Used by one caller at a time.</remarks>
/// <param name="progress">Where it is stored.</param>
/// <param name="key">By which name.</param>
internal sealed class LifecycleProgress(JobProgress progress, string key)
{
    /// <summary>Guess: when so many places failed the database did, and the next try looks at everything.</summary>
    private const int LeftMax = 1_000;

    private readonly Queue<LifecyclePlace> _left = new();
    private LifecyclePlace _place = PlaceOf(LifecycleState.Beginning);
    private LifecyclePlace? _lastLeft;
    private DateTimeOffset? _retriedIn;

    /// <summary>Whether the pass goes back to what was left and looks at no other buckets.</summary>
    public bool IsRetry => _retriedIn is not null;

    /// <summary>Whether anything was left.</summary>
    public bool IsWhole => _left.Count == 0;

    /// <summary>Reads where a pass begins, or goes on.</summary>
    public async ValueTask<LifecyclePlace> BeginAsync(JobPass pass, CancellationToken cancellationToken)
    {
        var state = await progress.ReadAsync(key, ProgressJson.Default.LifecycleState, cancellationToken) ?? LifecycleState.Beginning;
        if (state.RetriedIn is { } retried && retried != pass.StartedAt) state = LifecycleState.Beginning;
        (_retriedIn, _lastLeft) = (state.RetriedIn, null);
        _left.Clear();
        foreach (var place in state.Left ?? []) _left.Enqueue(place);
        return _place = PlaceOf(state);
    }

    /// <summary>The places that were left before now, once each.</summary>
    public IEnumerable<LifecyclePlace> TakeLeft()
    {
        for (var count = _left.Count; count > 0; count--) yield return _left.Dequeue();
    }

    /// <summary>Notes that a stage of a bucket begins, or goes on after a key. Stored with the first step.</summary>
    public void Enter(LifecyclePlace place) => _place = place;

    /// <summary>Stores that everything up to a key is done with, or was left.</summary>
    public ValueTask StepAsync(byte[] afterKey, CancellationToken cancellationToken)
    {
        _place = _place with { AfterKey = afterKey };
        return StoreAsync(cancellationToken);
    }

    /// <summary>Notes that something failed behind the last step. A stage is tried again from the first such place on.</summary>
    public void Leave()
    {
        if (_lastLeft is { } last && last.Bucket == _place.Bucket && last.Stage == _place.Stage) return;
        _lastLeft = _place;
        if (_left.Count <= LeftMax) _left.Enqueue(_place);
    }

    /// <summary>Stores that a bucket is done with.</summary>
    public ValueTask EndBucketAsync(CancellationToken cancellationToken)
    {
        _place = new LifecyclePlace(_place.Bucket, LifecycleStage.Done, []);
        return StoreAsync(cancellationToken);
    }

    /// <summary>Stores that all buckets are done with, and what is left of them.</summary>
    public ValueTask EndAsync(JobPass pass, CancellationToken cancellationToken)
    {
        if (_left.Count > LeftMax) _left.Clear();
        (_place, _retriedIn) = (PlaceOf(LifecycleState.Beginning), _left.Count > 0 ? pass.StartedAt : null);
        return StoreAsync(cancellationToken);
    }

    private static LifecyclePlace PlaceOf(LifecycleState state) => new(state.Bucket, state.Stage, state.AfterKey);

    private ValueTask StoreAsync(CancellationToken cancellationToken)
    {
        var state = new LifecycleState(ProgressJson.Version, _place.Bucket, _place.Stage, _place.AfterKey) { Left = _left.Count > 0 ? [.. _left] : null, RetriedIn = _retriedIn };
        return progress.StoreAsync(key, state, ProgressJson.Default.LifecycleState, cancellationToken);
    }
}
