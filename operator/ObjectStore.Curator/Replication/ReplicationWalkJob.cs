using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ObjectStore.Core.Errors;
using ObjectStore.Core.Identifiers;
using ObjectStore.Curator.Jobs;
using ObjectStore.Index.Catalog;
using ObjectStore.Replication.Configuration;

namespace ObjectStore.Curator.Replication;

/// <summary>Walks over buckets with replication rules: for versions from before the rules, and for those that wait and are not in the outbox; docs/replication.md.</summary>
/// <remarks>Which buckets have rules is read again only after a change of documents of any bucket.</remarks>
internal sealed partial class ReplicationWalkJob(ICatalog catalog, ReplicationWalks walks, IOptions<ReplicationOptions> options, ILogger<ReplicationWalkJob> logger) : ICuratorJob
{
    private readonly bool _hasTargets = options.Value.Targets.Count > 0;
    private readonly HashSet<string> _newer = [];
    private List<string> _ruled = [];
    private ulong? _stamp;

    public string Name => JobNames.ReplicationWalk;

    public TimeSpan Period => TimeSpan.FromSeconds(10);

    public async ValueTask<JobResult> RunAsync(JobPass pass, CancellationToken cancellationToken)
    {
        var total = new JobResult(0, 0, IsComplete: true);

        // Without targets no bucket has ever had rules, or nobody is there to take what they say.
        if (!_hasTargets) return total;
        await walks.ForgetGoneAsync(cancellationToken);
        var retries = await walks.ReadRetriesAsync(cancellationToken);

        // Seen before the documents, so that what is known is at least as new.
        var stamp = await catalog.GetDocumentsStampAsync(cancellationToken);
        if (stamp != _stamp)
        {
            _ruled = await FindRuledAsync(cancellationToken);
            _newer.Clear();
        }

        _stamp = stamp;
        foreach (var name in _ruled) total = total.Plus(await WalkAsync(name, retries, cancellationToken));
        return total;
    }

    private async ValueTask<List<string>> FindRuledAsync(CancellationToken cancellationToken)
    {
        var ruled = new List<string>();
        await foreach (var bucket in catalog.ListBucketNamesAsync("", cancellationToken))
        {
            if (await MayHaveRulesAsync(bucket, cancellationToken)) ruled.Add(bucket);
        }

        return ruled;
    }

    private async ValueTask<bool> MayHaveRulesAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            return (await catalog.GetDocumentsAsync(name, cancellationToken))?.Find(BucketDocumentKind.Replication) is not null;
        }
        catch (StorageException)
        {
            // The walk tells of it, and tries again.
            return true;
        }
    }

    /// <summary>What fails in a bucket is tried again later, and holds up no other.</summary>
    private async ValueTask<JobResult> WalkAsync(string name, IReadOnlySet<BucketId> retries, CancellationToken cancellationToken)
    {
        try
        {
            var documents = await catalog.GetDocumentsAsync(name, cancellationToken);
            if (documents?.Find(BucketDocumentKind.Replication) is not { } stored) return new JobResult(0, 0, IsComplete: true);
            if (await catalog.GetBucketAsync(name, cancellationToken) is not { } bucket || bucket.Id != documents.Bucket) return new JobResult(0, 0, IsComplete: true);
            if (!ReplicationDocument.TryParse(stored.Span, out var rules)) throw NewerDocument.Of(BucketDocumentKind.Replication);
            return new JobResult(await walks.GoOnAsync(bucket, stored, rules, retries.Contains(bucket.Id), cancellationToken), 0, IsComplete: true);
        }
        catch (StorageException exception) when (exception.Code == StorageErrorCode.NewerFormat)
        {
            // Told of once: it stays so until another leads, or the documents change.
            if (_newer.Add(name)) Log.BucketOfNewerRelease(logger, exception, name);
            return new JobResult(0, 0, IsComplete: false);
        }
        catch (StorageException exception)
        {
            Log.BucketInterrupted(logger, exception, name);
            return new JobResult(0, 0, IsComplete: false);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(6151, LogLevel.Warning, "The walk over bucket {Bucket} for versions to replicate was interrupted and goes on later.")]
        public static partial void BucketInterrupted(ILogger logger, Exception exception, string bucket);

        [LoggerMessage(6152, LogLevel.Warning, "What is set for bucket {Bucket} is of a newer release of the store; versions from before its replication rules are not looked for until a curator of that release leads.")]
        public static partial void BucketOfNewerRelease(ILogger logger, Exception exception, string bucket);
    }
}
