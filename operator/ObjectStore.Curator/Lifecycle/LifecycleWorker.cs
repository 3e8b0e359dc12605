using Microsoft.Extensions.Options;
using ObjectStore.Core.Identifiers;
using ObjectStore.Curator.Pacing;
using ObjectStore.Index.Objects;

namespace ObjectStore.Curator.Lifecycle;

/// <summary>Does what is due, at a rate. Every action is one commit that judges again, so doing it late or twice is harmless.</summary>
internal sealed class LifecycleWorker(IObjectIndex index, LifecycleMetrics metrics, TimeProvider timeProvider, IOptions<LifecycleOptions> options)
{
    private readonly int _inParallel = options.Value.ChangesInParallel;
    private readonly TokenBucket _pace = new(timeProvider, options.Value.ChangesPerSecond);

    /// <summary>Does all of it; gives how many had an effect.</summary>
    public async ValueTask<int> ApplyAsync(BucketId bucket, IReadOnlyList<LifecycleAction> actions, CancellationToken cancellationToken)
    {
        var applied = 0;
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = _inParallel, CancellationToken = cancellationToken, TaskScheduler = TaskScheduler.Current };
        await Parallel.ForEachAsync(actions, parallel, async (action, token) =>
        {
            await _pace.TakeAsync(1, token);
            var outcome = await ApplyAsync(bucket, action, token);
            metrics.ActionEnded(action, outcome);
            if (outcome == WriteOutcome.Applied) Interlocked.Increment(ref applied);
        });
        return applied;
    }

    private async ValueTask<WriteOutcome> ApplyAsync(BucketId bucket, LifecycleAction action, CancellationToken cancellationToken) => action.Expiration is { } expiration
        ? await index.ExpireAsync(bucket, action.Key, expiration, cancellationToken)
        : await index.AbortUploadAsync(bucket, action.Key, action.Upload, cancellationToken);
}
