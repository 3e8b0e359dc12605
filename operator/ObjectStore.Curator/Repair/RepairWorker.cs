using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ObjectStore.Core.Errors;
using ObjectStore.Core.Identifiers;

namespace ObjectStore.Curator.Repair;

/// <summary>Takes stripes from the queue and has them repaired, a bounded number at a time.</summary>
internal sealed partial class RepairWorker(
    RepairQueue queue, StripeRepairer repairer, LostStripes lost, CuratorMetrics metrics, IOptions<CuratorOptions> options, ILogger<RepairWorker> logger)
{
    private readonly int _stripesInParallel = options.Value.Repair.StripesInParallel;

    /// <summary>Has the stripes of missing or damaged fragments repaired, with whatever else is due, and gives the outcome for each.</summary>
    public async Task<RepairOutcome[]> RepairAsync(IEnumerable<(FragmentId Fragment, PlacementGroupId Group)> damaged, CancellationToken cancellationToken)
    {
        var requests = damaged.Select(each => queue.Enqueue(each.Fragment.Stripe, each.Group, 1u << each.Fragment.Index)).ToArray();
        await DrainAsync(cancellationToken);
        return await RepairRequest.FirstOutcomesAsync(requests, cancellationToken);
    }

    /// <summary>Works until nothing is due; gives the number of attempts.</summary>
    public async ValueTask<int> DrainAsync(CancellationToken cancellationToken)
    {
        var attempts = await Task.WhenAll(Enumerable.Range(0, _stripesInParallel).Select(_ => WorkAsync(cancellationToken)));
        return attempts.Sum();
    }

    private async Task<int> WorkAsync(CancellationToken cancellationToken)
    {
        var attempts = 0;
        while (!cancellationToken.IsCancellationRequested && queue.TryTake() is { } request)
        {
            attempts++;
            await AttemptAsync(request, cancellationToken);
        }

        cancellationToken.ThrowIfCancellationRequested();
        return attempts;
    }

    private async ValueTask AttemptAsync(RepairRequest request, CancellationToken cancellationToken)
    {
        RepairOutcome outcome;
        try
        {
            outcome = await repairer.RepairAsync(request.Stripe, request.Group, request.SuspectMask, cancellationToken);
        }
        catch (StorageException exception)
        {
            Log.Deferred(logger, exception, request.Stripe);
            outcome = RepairOutcome.Deferred;
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            queue.Return(request);
            throw;
        }
        catch (Exception exception)
        {
            // One stripe that cannot be handled must not keep the others from being repaired.
            Log.Failed(logger, exception, request.Stripe);
            outcome = RepairOutcome.Deferred;
        }

        metrics.RepairEnded(outcome);
        End(request, outcome);
    }

    private void End(RepairRequest request, RepairOutcome outcome)
    {
        if (outcome == RepairOutcome.Deferred)
        {
            queue.Defer(request);
            return;
        }

        if (outcome != RepairOutcome.Lost)
        {
            lost.Remove(request.Stripe);
        }
        else if (!request.IsSuspectedLost && !lost.Contains(request.Stripe))
        {
            queue.DeferLoss(request);
            return;
        }
        else if (lost.Add(request.Stripe, request.Group))
        {
            Log.Lost(logger, request.Stripe, request.Group);
        }

        queue.Complete(request, outcome);
    }
}
