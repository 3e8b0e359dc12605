using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ObjectStore.Core.Errors;
using ObjectStore.Core.Identifiers;
using ObjectStore.Gateway.Authorization;
using ObjectStore.Gateway.DataPath;
using ObjectStore.Gateway.Operations.Buckets;
using ObjectStore.Gateway.Operations.Objects;

namespace ObjectStore.Gateway.AccessLogs;

/// <summary>Puts gathered records into the buckets for them. Its own writes are no requests, and are not recorded.</summary>
internal sealed partial class AccessLogWriter(
    AccessLogBook book, BucketDirectory buckets, ServiceAccess access, ServiceObjects objects, AccessLogMetrics metrics, TimeProvider time, ILogger<AccessLogWriter> logger) : BackgroundService
{
    /// <summary>Attempts to write a batch, a tick apart, and then twice, four times … as long.</summary>
    private const int AttemptsMax = 6;

    private const int ParallelMax = 4;

    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    private readonly List<Retry> _retries = [];

    private readonly record struct Retry(LogBatch Batch, int Attempts, long At);

    /// <summary>Delivers what is left, as long as the host waits.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (cancellationToken.IsCancellationRequested) return;
        await DeliverAsync([.. _retries.Select(static retry => retry with { Attempts = AttemptsMax - 1 }), .. book.Take(all: true).Select(static batch => new Retry(batch, AttemptsMax - 1, 0))], cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(Tick, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            var due = _retries.Where(retry => time.GetTimestamp() >= retry.At).ToList();
            _retries.RemoveAll(due.Contains);
            due.AddRange(book.Take(all: false).Select(static batch => new Retry(batch, 0, 0)));
            await DeliverAsync(due, CancellationToken.None);
        }
    }

    private async Task DeliverAsync(List<Retry> due, CancellationToken cancellationToken)
    {
        if (due.Count == 0) return;
        var failed = new Lock();
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = ParallelMax, TaskScheduler = TaskScheduler.Current };
        await Parallel.ForEachAsync(due, parallel, async (retry, _) =>
        {
            if (await TryDeliverAsync(retry, cancellationToken)) book.Settle(retry.Batch);
            else lock (failed) _retries.Add(new Retry(retry.Batch, retry.Attempts + 1, time.GetTimestamp() + (time.TimestampFrequency << retry.Attempts)));
        });
    }

    /// <summary>True when the batch has come to its end, one or the other; false when it is to be tried again.</summary>
    private async ValueTask<bool> TryDeliverAsync(Retry retry, CancellationToken cancellationToken)
    {
        var (batch, records) = (retry.Batch, retry.Batch.Records);
        try
        {
            if (await PutAsync(batch, cancellationToken))
            {
                metrics.Delivered(records);
                return true;
            }

            metrics.Lost(records, "refused");
            Log.Refused(logger, records, batch.Target.Source.Name, batch.Target.Rules.TargetBucket);
            return true;
        }
        catch (Exception exception) when (exception is StorageException or OperationCanceledException)
        {
            if (retry.Attempts + 1 < AttemptsMax) return false;
            metrics.Lost(records, "failed");
            Log.Failed(logger, exception, records, batch.Target.Source.Name);
            return true;
        }
    }

    private async ValueTask<bool> PutAsync(LogBatch batch, CancellationToken cancellationToken)
    {
        var (source, rules) = (batch.Target.Source, batch.Target.Rules);
        var (target, _) = await buckets.FindAsync(rules.TargetBucket, cancellationToken);
        if (target is null || target.Bucket.OwnerId != source.OwnerId) return false;
        var key = LogKeys.Make(batch.Target, time.GetUtcNow());

        // Who allows just the prefix means what is below it, as other stores read it.
        if (!access.MayPut(ServiceAccess.LogDelivery, target, source, key) && !access.MayPut(ServiceAccess.LogDelivery, target, source, rules.TargetPrefix)) return false;
        return await objects.PutAsync(target, ObjectKey.From(key), "text/plain", new MemorySource(batch.Bytes), encryption: null, cancellationToken) is not null;
    }
}
