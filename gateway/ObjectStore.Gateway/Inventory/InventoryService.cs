using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ObjectStore.Core.Errors;
using ObjectStore.Index.Catalog;
using ObjectStore.S3.Xml;

namespace ObjectStore.Gateway.Inventory;

/// <summary>Looks, every now and then, which inventories are due, and makes those that no other gateway makes, one after the other.</summary>
/// <remarks>Which buckets have inventories is read again only after a change of documents of any bucket.</remarks>
internal sealed partial class InventoryService(ICatalog catalog, InventoryClaims claims, InventoryRunner runner, InventoryMetrics metrics, InventoryOptions options, TimeProvider time, ILogger<InventoryService> logger) : BackgroundService
{
    /// <summary>How long one that failed is left alone by this gateway.</summary>
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMinutes(5);

    private readonly Dictionary<string, long> _failedAt = new(StringComparer.Ordinal);

    private List<(BucketRecord Bucket, InventoryConfiguration Configuration)> _known = [];
    private ulong? _stamp;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(options.LookPeriod, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                await LookAsync(stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                // Whatever it is, the gateway goes on.
                Log.CannotLook(logger, exception);
            }
            catch (Exception exception) when (exception is StorageException or OperationCanceledException)
            {
                // The process stops; whoever is left goes on.
            }
        }
    }

    private async ValueTask LookAsync(CancellationToken cancellationToken)
    {
        // Seen before the documents, so that what is known is at least as new.
        var stamp = await catalog.GetDocumentsStampAsync(cancellationToken);
        if (stamp != _stamp)
        {
            _known = await ReadAsync(cancellationToken);

            // Whatever held one up may have been mended.
            _failedAt.Clear();
            _stamp = stamp;
        }

        foreach (var (bucket, configuration) in _known.Where(static known => known.Configuration.IsEnabled)) await MakeAsync(bucket, configuration, cancellationToken);
    }

    private async ValueTask MakeAsync(BucketRecord bucket, InventoryConfiguration configuration, CancellationToken cancellationToken)
    {
        var name = InventoryClaims.NameOf(bucket, configuration.Id);
        if (_failedAt.TryGetValue(name, out var at) && time.GetElapsedTime(at) < RetryDelay) return;
        try
        {
            if (await claims.TryTakeAsync(bucket, configuration, cancellationToken) is not { } claim) return;
            if (await runner.RunAsync(bucket, configuration, claim, cancellationToken))
            {
                metrics.Completed();
                _failedAt.Remove(name);
                return;
            }

            Fail(name);
            Log.Refused(logger, configuration.Id, bucket.Name);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // Whatever it is, the other inventories are made.
            Fail(name);
            Log.Interrupted(logger, exception, configuration.Id, bucket.Name);
        }
    }

    private void Fail(string name)
    {
        metrics.Failed();
        _failedAt[name] = time.GetTimestamp();
    }

    /// <summary>Reads what buckets are to have, and removes the states of what none has. A bucket that cannot be read holds up no other.</summary>
    private async ValueTask<List<(BucketRecord Bucket, InventoryConfiguration Configuration)>> ReadAsync(CancellationToken cancellationToken)
    {
        var states = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var (name, _) in catalog.ListJobStatesAsync(InventoryState.Prefix, cancellationToken)) states.Add(name);
        var known = new List<(BucketRecord, InventoryConfiguration)>();
        var isWhole = true;
        await foreach (var bucket in catalog.ListReadableBucketsAsync("", Skip, cancellationToken))
        {
            if (await TryReadAsync(bucket, cancellationToken) is not { } inventories)
            {
                states.RemoveWhere(name => InventoryClaims.IsOf(name, bucket));
                continue;
            }

            foreach (var inventory in inventories)
            {
                known.Add((bucket, inventory));
                states.Remove(InventoryClaims.NameOf(bucket, inventory.Id));
            }
        }

        // They are named by the ids of buckets, and that of one whose row cannot be read is not known.
        if (isWhole) await claims.RemoveAsync(states, cancellationToken);
        return known;

        void Skip(string name, StorageException exception)
        {
            isWhole = false;
            Log.CannotRead(logger, exception, name);
        }
    }

    /// <summary>The inventories of a bucket; null when they cannot be read, or a newer release has set them: then gateways of it make them, which go by their states.</summary>
    private async ValueTask<IReadOnlyList<InventoryConfiguration>?> TryReadAsync(BucketRecord bucket, CancellationToken cancellationToken)
    {
        try
        {
            var documents = await catalog.GetDocumentsAsync(bucket.Name, cancellationToken);
            if (documents?.Bucket != bucket.Id || documents.Find(BucketDocumentKind.Inventory) is not { } stored) return [];
            return InventoryRequest.TryParseStored(stored, out var inventories) ? inventories : null;
        }
        catch (StorageException exception) when (exception.IsUnreadable)
        {
            Log.CannotRead(logger, exception, bucket.Name);
            return null;
        }
    }
}
