using Microsoft.Extensions.Logging;
using ObjectStore.Core.Errors;
using ObjectStore.Curator.Jobs;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Quotas;

namespace ObjectStore.Curator.Quotas;

/// <summary>
/// Looks at the quotas of all buckets: ends what was cut off when one was set, counts buckets that an import brought, and tells which are nearly full. Keeps nothing, so
/// that a pass that was cut off is begun anew.
/// </summary>
internal sealed partial class QuotaJob(ICatalog catalog, IBucketQuotas quotas, QuotaMetrics metrics, ILogger<QuotaJob> logger) : ICuratorJob
{
    /// <summary>The part of a quota from which on a bucket is nearly full.</summary>
    private const double NearlyFull = 0.9;

    private const int BucketsPerPage = 100;

    public string Name => JobNames.Quotas;

    /// <summary>Guess: soon enough for who waits for a quota to be in force, and to see a bucket fill up.</summary>
    public TimeSpan Period => TimeSpan.FromMinutes(1);

    public async ValueTask<JobResult> RunAsync(JobPass pass, CancellationToken cancellationToken)
    {
        var counts = new QuotaCounts();
        var isComplete = true;
        for (var after = ""; ;)
        {
            var page = await catalog.ListBucketsAsync(after, BucketsPerPage, cancellationToken);
            foreach (var bucket in page.Where(static bucket => bucket.Rules.Quota != QuotaMode.None))
                isComplete &= await TryLookAsync(bucket, counts, cancellationToken);
            if (page.Count < BucketsPerPage) break;
            after = page[^1].Name;
        }

        metrics.Update(counts);
        return new JobResult(counts.Buckets, 0, isComplete);
    }

    /// <summary>Looks at one bucket; false when it could not be settled, which holds up no other.</summary>
    private async ValueTask<bool> TryLookAsync(BucketRecord bucket, QuotaCounts counts, CancellationToken cancellationToken)
    {
        try
        {
            if (await quotas.SettleAsync(bucket, cancellationToken) is not { } state) return true;
            counts.Buckets++;
            if (state.Quota.IsNone) return true;
            if (state.UsedRatio > 1) counts.Over++;
            if (state.UsedRatio < NearlyFull) return true;
            counts.NearlyFull++;
            Log.NearlyFull(logger, bucket.Name, (long)Math.Min(state.UsedRatio * 100, long.MaxValue));
            return true;
        }
        catch (StorageException exception)
        {
            counts.Unsettled++;
            Log.NotSettled(logger, exception, bucket.Name);
            return false;
        }
    }
}
