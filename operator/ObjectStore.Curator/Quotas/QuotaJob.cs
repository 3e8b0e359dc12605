using Microsoft.Extensions.Logging;
using ObjectStore.Core.Errors;
using ObjectStore.Core.Identifiers;
using ObjectStore.Curator.Jobs;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Quotas;

namespace ObjectStore.Curator.Quotas;

/// <summary>
/// Looks at the quotas of all buckets: ends what was cut off when one was set, counts buckets that an import brought, and tells which are nearly full. Stores nothing, so
/// that a pass that was cut off is begun anew.
/// </summary>
internal sealed partial class QuotaJob(ICatalog catalog, IBucketQuotas quotas, QuotaMetrics metrics, ILogger<QuotaJob> logger) : ICuratorJob
{
    /// <summary>The part of a quota from which on a bucket is nearly full.</summary>
    private const double NearlyFull = 0.9;

    private const int BucketsPerPage = 100;

    /// <summary>Guess: buckets of which it is remembered that they were told of; of more the log tells in every pass.</summary>
    private const int ToldMax = 100_000;

    private readonly HashSet<BucketId> _told = [];

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

    /// <summary>Once, until there is more room again.</summary>
    private void Tell(BucketRecord bucket, double usedRatio)
    {
        if (usedRatio < NearlyFull) _told.Remove(bucket.Id);
        else if (!_told.Contains(bucket.Id)) Log.NearlyFull(logger, bucket.Name, (long)Math.Min(usedRatio * 100, long.MaxValue));
        if (usedRatio >= NearlyFull && _told.Count < ToldMax) _told.Add(bucket.Id);
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
            if (state.UsedRatio >= NearlyFull) counts.NearlyFull++;
            Tell(bucket, state.UsedRatio);
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
