using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ObjectStore.Core.Errors;
using ObjectStore.Curator.Jobs;
using ObjectStore.Index.Catalog;
using ObjectStore.Replication.Configuration;

namespace ObjectStore.Curator.Replication;

/// <summary>Walks over buckets with replication rules: for versions from before the rules, and for those that wait and are not in the outbox; docs/replication.md.</summary>
internal sealed partial class ReplicationWalkJob(ICatalog catalog, ReplicationWalks walks, IOptions<ReplicationOptions> options, ILogger<ReplicationWalkJob> logger) : ICuratorJob
{
    private const int BucketsPerPage = 100;

    private readonly bool _hasTargets = options.Value.Targets.Count > 0;

    public string Name => JobNames.ReplicationWalk;

    public TimeSpan Period => TimeSpan.FromSeconds(10);

    public async ValueTask<JobResult> RunAsync(JobPass pass, CancellationToken cancellationToken)
    {
        var total = new JobResult(0, 0, IsComplete: true);

        // Without targets no bucket has ever had rules, or nobody is there to take what they say.
        if (!_hasTargets) return total;
        await walks.ForgetGoneAsync(cancellationToken);
        var retries = await walks.ReadRetriesAsync(cancellationToken);
        for (var (name, isWhole) = ("", true); isWhole;)
        {
            var buckets = await catalog.ListBucketsAsync(name, BucketsPerPage, cancellationToken);
            foreach (var bucket in buckets) total = total.Plus(await WalkAsync(bucket, retries.Contains(bucket.Id), cancellationToken));
            isWhole = buckets.Count == BucketsPerPage;
            name = buckets.Count > 0 ? buckets[^1].Name : "";
        }

        return total;
    }

    /// <summary>What fails in a bucket is tried again later, and holds up no other.</summary>
    private async ValueTask<JobResult> WalkAsync(BucketRecord bucket, bool isAskedFor, CancellationToken cancellationToken)
    {
        try
        {
            var documents = await catalog.GetDocumentsAsync(bucket.Name, cancellationToken);
            if (documents?.Find(BucketDocumentKind.Replication) is not { } stored || documents.Bucket != bucket.Id) return new JobResult(0, 0, IsComplete: true);
            if (!ReplicationDocument.TryParse(stored.Span, out var rules)) throw new StorageException(StorageErrorCode.CorruptIndex, "The replication rules of a bucket cannot be read.");
            return new JobResult(await walks.GoOnAsync(bucket, stored, rules, isAskedFor, cancellationToken), 0, IsComplete: true);
        }
        catch (StorageException exception)
        {
            Log.BucketInterrupted(logger, exception, bucket.Name);
            return new JobResult(0, 0, IsComplete: false);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(6151, LogLevel.Warning, "The walk over bucket {Bucket} for versions to replicate was interrupted and goes on later.")]
        public static partial void BucketInterrupted(ILogger logger, Exception exception, string bucket);
    }
}
