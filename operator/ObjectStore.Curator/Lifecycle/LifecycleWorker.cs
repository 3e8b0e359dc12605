using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using ObjectStore.Core.Errors;
using ObjectStore.Core.Identifiers;
using ObjectStore.Curator.Pacing;
using ObjectStore.Curator.Transitions;
using ObjectStore.Events.Announcing;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Objects;

namespace ObjectStore.Curator.Lifecycle;

/// <summary>Does what is due, at a rate. Every action is one commit that judges again, so doing it late or twice is harmless.</summary>
internal sealed class LifecycleWorker(
    IObjectIndex index, ObjectMover mover, LifecycleEvents events, LifecycleMetrics metrics, TimeProvider timeProvider, IOptions<LifecycleOptions> options)
{
    private readonly int _inParallel = options.Value.ChangesInParallel;
    private readonly TokenBucket _pace = new(timeProvider, options.Value.ChangesPerSecond);

    /// <summary>Does all of it that can be done: rows that cannot be read are passed over; any other failure leaves what has not begun.</summary>
    public async ValueTask<LifecycleTally> ApplyAsync(BucketRecord bucket, IReadOnlyList<LifecycleAction> actions, CancellationToken cancellationToken)
    {
        var applied = 0;
        StorageException? unreadable = null, failure = null, postponed = null;
        var indexes = await events.IndexesOfAsync(bucket, cancellationToken);
        var told = (Removals: indexes(EventTriple.OfExpiration), Moves: indexes(EventTriple.OfTransition));
        var fullPools = new ConcurrentDictionary<PoolName, bool>();
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = _inParallel, CancellationToken = cancellationToken, TaskScheduler = TaskScheduler.Current };
        await Parallel.ForEachAsync(actions, parallel, async (action, token) =>
        {
            if (Volatile.Read(ref failure) is not null) return;

            // A pool that takes nothing would fail each move to it, after a copy that was begun in vain.
            if (action.Transition is { } transition && fullPools.ContainsKey(transition.Pool.GetValueOrDefault())) return;
            await _pace.TakeAsync(1, token);
            try
            {
                var outcome = await ApplyAsync(told, bucket.Id, action, token);
                metrics.ActionEnded(action, outcome);
                if (outcome == WriteOutcome.Applied) Interlocked.Increment(ref applied);
            }
            catch (StorageException exception) when (exception.Code == StorageErrorCode.CorruptIndex)
            {
                Volatile.Write(ref unreadable, exception);
            }
            catch (StorageException exception) when (action.Transition is { } move)
            {
                metrics.MovePostponed(action);
                if (exception.Code == StorageErrorCode.QuorumNotReached) fullPools.TryAdd(move.Pool.GetValueOrDefault(), true);
                Volatile.Write(ref postponed, exception);
            }
            catch (StorageException exception)
            {
                Volatile.Write(ref failure, exception);
            }
        });
        return new LifecycleTally(applied, unreadable, failure, postponed);
    }

    private async ValueTask<WriteOutcome> ApplyAsync((IObjectIndex Removals, IObjectIndex Moves) told, BucketId bucket, LifecycleAction action, CancellationToken cancellationToken) => action switch
    {
        { Expiration: { } expiration } => await told.Removals.ExpireAsync(bucket, action.Key, expiration, cancellationToken),
        { Transition: { } transition } => await mover.MoveAsync(transition.Tier is null ? told.Moves : index, bucket, action.Key, transition, cancellationToken),
        _ => await index.AbortUploadAsync(bucket, action.Key, action.Upload, cancellationToken),
    };
}
