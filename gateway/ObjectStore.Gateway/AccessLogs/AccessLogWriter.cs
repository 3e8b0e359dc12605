using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
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

    private readonly List<Delivery> _retries = [];

    /// <summary>A batch on its way. It keeps its key: an attempt that failed may have put it all the same, and no record is to come twice.</summary>
    private readonly record struct Delivery(LogBatch Batch, string Key, int Attempts, long At);

    /// <summary>Delivers what is left, as long as the host waits.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (cancellationToken.IsCancellationRequested) return;
        await DeliverAsync([.. _retries.Concat(Take(all: true)).Select(static delivery => delivery with { Attempts = AttemptsMax - 1 })], cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(Tick, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            var now = time.GetTimestamp();
            var due = _retries.FindAll(delivery => now >= delivery.At);
            _retries.RemoveAll(delivery => now >= delivery.At);
            due.AddRange(Take(all: false));
            await DeliverAsync(due, CancellationToken.None);
        }
    }

    private IEnumerable<Delivery> Take(bool all) => book.Take(all).Select(batch => new Delivery(batch, LogKeys.Make(batch.Target, time.GetUtcNow()), Attempts: 0, At: 0));

    private async Task DeliverAsync(List<Delivery> due, CancellationToken cancellationToken)
    {
        if (due.Count == 0) return;
        var failed = new Lock();
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = ParallelMax, TaskScheduler = TaskScheduler.Current };
        await Parallel.ForEachAsync(due, parallel, async (delivery, _) =>
        {
            if (await TryDeliverAsync(delivery, cancellationToken)) book.Settle(delivery.Batch);
            else lock (failed) _retries.Add(delivery with { Attempts = delivery.Attempts + 1, At = time.GetTimestamp() + (time.TimestampFrequency << delivery.Attempts) });
        });
    }

    /// <summary>True when the batch has come to its end, one or the other; false when it is to be tried again.</summary>
    private async ValueTask<bool> TryDeliverAsync(Delivery delivery, CancellationToken cancellationToken)
    {
        var (batch, records) = (delivery.Batch, delivery.Batch.Records);
        try
        {
            if (await PutAsync(delivery, cancellationToken))
            {
                metrics.Delivered(records);
                return true;
            }

            metrics.Lost(records, "refused");
            Log.Refused(logger, records, batch.Target.Source.Name, batch.Target.Rules.TargetBucket);
            return true;
        }
        catch (Exception exception)
        {
            // Whatever it is, the other buckets get their records, and the gateway goes on.
            if (delivery.Attempts + 1 < AttemptsMax) return false;
            metrics.Lost(records, "failed");
            Log.Failed(logger, exception, records, batch.Target.Source.Name);
            return true;
        }
    }

    private async ValueTask<bool> PutAsync(Delivery delivery, CancellationToken cancellationToken)
    {
        var (batch, key) = (delivery.Batch, delivery.Key);
        var (source, rules) = (batch.Target.Source, batch.Target.Rules);
        var (target, _) = await buckets.FindAsync(rules.TargetBucket, cancellationToken);
        if (target is null || target.Bucket.OwnerId != source.OwnerId) return false;

        // Who allows just the prefix means what is below it, as other stores read it.
        if (!access.MayPut(ServiceAccess.LogDelivery, target, source, key) && !access.MayPut(ServiceAccess.LogDelivery, target, source, rules.TargetPrefix)) return false;
        var item = new ServiceObject(ServiceAccess.LogDelivery, ObjectKey.From(key), "text/plain", new MemorySource(batch.Bytes), Encryption: null);
        return await objects.PutAsync(target, item, cancellationToken) is not null;
    }
}
