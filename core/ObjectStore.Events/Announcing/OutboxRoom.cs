using Microsoft.Extensions.Logging;
using ObjectStore.Core.Errors;
using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Catalog;

namespace ObjectStore.Events.Announcing;

/// <summary>
/// Whether there is room in the outbox of a bucket: what the curator counted last, and what this process has put since. Over the bound the newest event is refused, and never
/// the write that it tells of. Thread-safe; never waits.
/// </summary>
/// <remarks>What was put between the count and its arrival here counts twice for a moment, so that it never counts less than it is.</remarks>
public sealed partial class OutboxRoom(ICatalog catalog, EventMetrics metrics, TimeProvider time, ILogger<OutboxRoom> logger)
{
    /// <summary>What can be found again takes half of the outbox at most: while nobody takes it there, the other half is for what would be lost.</summary>
    private const int DispensableDivisor = 2;

    private static readonly TimeSpan ReadPeriod = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LogPeriod = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<ulong, OutboxLevel> _known = [];
    private Dictionary<ulong, OutboxLevel> _put = [];
    private Dictionary<ulong, OutboxLevel> _putBefore = [];
    private OutboxLevels _levels = OutboxLevels.None;
    private long? _readAt;
    private long? _loggedAt;
    private bool _isReading;

    /// <summary>Takes room for one row; false when there is none, which is counted and logged.</summary>
    public bool TryTake(BucketId bucket, long bytes)
    {
        if (TryAdd(bucket, bytes, divisor: 1)) return true;
        Refuse(bucket);
        return false;
    }

    /// <summary>The same for a row without which nothing is lost, while the outbox is less than half full: that there is no room is neither counted nor logged.</summary>
    public bool TryReserve(BucketId bucket, long bytes) => TryAdd(bucket, bytes, DispensableDivisor);

    private bool TryAdd(BucketId bucket, long bytes, int divisor)
    {
        lock (_gate)
        {
            BeginRead();
            var (rowsUsed, bytesUsed) = UsedBy(bucket.Value);
            if (rowsUsed >= _levels.RowsMax / divisor || bytesUsed + bytes > _levels.BytesMax / divisor) return false;
            var put = _put.GetValueOrDefault(bucket.Value) ?? new OutboxLevel(bucket.Value, 0, 0);
            _put[bucket.Value] = put with { Rows = put.Rows + 1, Bytes = put.Bytes + bytes };
            return true;
        }
    }

    private (long Rows, long Bytes) UsedBy(ulong bucket)
    {
        var (rows, bytes) = (0L, 0L);
        foreach (var counts in (ReadOnlySpan<Dictionary<ulong, OutboxLevel>>)[_known, _put, _putBefore])
        {
            if (!counts.TryGetValue(bucket, out var level)) continue;
            rows += level.Rows;
            bytes += level.Bytes;
        }

        return (rows, bytes);
    }

    /// <summary>Under the gate. One read at a time, for which nobody waits.</summary>
    private void BeginRead()
    {
        if (_isReading || (_readAt is { } last && time.GetElapsedTime(last) < ReadPeriod)) return;
        (_isReading, _readAt) = (true, time.GetTimestamp());
        _ = Task.Run(ReadAsync);
    }

    private async Task ReadAsync()
    {
        OutboxLevels? levels = null;
        try
        {
            if (await catalog.GetJobStateAsync(OutboxLevels.Key, CancellationToken.None) is { } bytes) EventStates.TryRead(bytes, EventStates.Default.OutboxLevels, out levels);
        }
        catch (StorageException exception)
        {
            // Until it succeeds, all that is put here counts.
            Log.NotRead(logger, exception);
        }
        finally
        {
            // Whatever happened: a read that never ends would leave the levels as they are for ever.
            lock (_gate)
            {
                _isReading = false;
                if (levels is { Version: OutboxLevels.CurrentVersion } && levels.At != _levels.At) Take(levels);
            }
        }
    }

    /// <summary>Under the gate.</summary>
    private void Take(OutboxLevels levels)
    {
        _levels = levels;
        _known.Clear();
        foreach (var level in levels.Buckets) _known[level.Bucket] = level;
        (_putBefore, _put) = (_put, []);
    }

    private void Refuse(BucketId bucket)
    {
        metrics.Refused();
        lock (_gate)
        {
            if (_loggedAt is { } last && time.GetElapsedTime(last) < LogPeriod) return;
            _loggedAt = time.GetTimestamp();
        }

        Log.Full(logger, bucket);
    }

    private static partial class Log
    {
        [LoggerMessage(7200, LogLevel.Error, "The outbox of bucket {Bucket} is full; events of changes are lost until its destinations take what waits for them.")]
        public static partial void Full(ILogger logger, BucketId bucket);

        [LoggerMessage(7201, LogLevel.Warning, "How full outboxes are cannot be read from the catalog.")]
        public static partial void NotRead(ILogger logger, Exception exception);
    }
}
