using Microsoft.Extensions.Logging;
using ObjectStore.Core.Errors;
using ObjectStore.Curator.Jobs;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Quotas;

namespace ObjectStore.Curator.Quotas;

/// <summary>
/// Looks at the quotas of all buckets and of their owners: ends what was cut off when one was set, counts what an import brought, and tells which are nearly full. Stores
/// nothing, so that a pass that was cut off is begun anew.
/// </summary>
internal sealed partial class QuotaJob(ICatalog catalog, IBucketQuotas quotas, IOwnerQuotas ownerQuotas, QuotaMetrics metrics, ILogger<QuotaJob> logger) : ICuratorJob
{
    /// <summary>Guess: buckets and users of which it is remembered that they were told of; of more the log tells in every pass.</summary>
    private const int ToldMax = 100_000;

    private readonly HashSet<(string Kind, string Name)> _told = [];

    public string Name => JobNames.Quotas;

    /// <summary>Guess: soon enough for who waits for a quota to be in force, and to see a bucket fill up.</summary>
    public TimeSpan Period => TimeSpan.FromMinutes(1);

    public async ValueTask<JobResult> RunAsync(JobPass pass, CancellationToken cancellationToken)
    {
        var (buckets, owners) = (new QuotaCounts(), new QuotaCounts());
        await foreach (var bucket in catalog.ListReadableBucketsAsync("", (name, exception) => Skip("bucket", name, buckets, exception), cancellationToken))
        {
            if (bucket.Rules.Quota != QuotaMode.None) await LookAsync("bucket", bucket.Name, buckets, () => quotas.SettleAsync(bucket, cancellationToken));
        }

        await foreach (var owner in ownerQuotas.ListAsync(cancellationToken)) await LookAsync("user", owner, owners, async () => await ownerQuotas.SettleAsync(owner, cancellationToken));
        metrics.Update(buckets, owners);
        return new JobResult(buckets.Known + owners.Known, 0, IsComplete: buckets.Unsettled + owners.Unsettled == 0);
    }

    /// <summary>Settles one and looks at it. When it cannot be settled, that holds up no other.</summary>
    private async ValueTask LookAsync(string kind, string name, QuotaCounts counts, Func<ValueTask<QuotaState?>> settleAsync)
    {
        try
        {
            if (await settleAsync() is { } state) Tell(kind, name, counts.Count(state), state.UsedRatio);
        }
        catch (StorageException exception)
        {
            Skip(kind, name, counts, exception);
        }
    }

    private void Skip(string kind, string name, QuotaCounts counts, StorageException exception)
    {
        counts.Unsettled++;
        Log.NotSettled(logger, exception, kind, name);
    }

    /// <summary>Once, until there is more room again.</summary>
    private void Tell(string kind, string name, bool isNearlyFull, double usedRatio)
    {
        if (!isNearlyFull) _told.Remove((kind, name));
        else if (!_told.Contains((kind, name))) Log.NearlyFull(logger, kind, name, (long)Math.Min(usedRatio * 100, long.MaxValue));
        if (isNearlyFull && _told.Count < ToldMax) _told.Add((kind, name));
    }
}
