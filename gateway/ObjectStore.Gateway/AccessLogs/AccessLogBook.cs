using System.Buffers;
using System.Text;
using ObjectStore.Gateway.Operations;
using ObjectStore.Gateway.Operations.Buckets;
using ObjectStore.Index.Catalog;
using ObjectStore.S3.Xml;

namespace ObjectStore.Gateway.AccessLogs;

/// <summary>Gathers records of requests to buckets that want them, in bounded memory. Thread-safe; no request waits here for anything but another's line being appended.</summary>
/// <remarks>Invariant: the bytes of all open batches and of those that were taken and not settled are at most <see cref="AccessLogOptions.MemoryBytesMax"/>.</remarks>
internal sealed class AccessLogBook(BucketDirectory buckets, AccessLogOptions options, AccessLogMetrics metrics, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<LogTarget, OpenBatch> _open = [];
    private long _bytes;

    /// <summary>Has the time of the first byte of an answer noted, where a record will tell it.</summary>
    public void Watch(S3Context context)
    {
        if (!context.Configuration.TryGetLogging(out _)) return;
        context.Response.OnStarting(() =>
        {
            context.AnswerBeganAt = time.GetTimestamp();
            return Task.CompletedTask;
        });
    }

    /// <summary>Notes a request that has ended, if its bucket wants that.</summary>
    public void Record(in EndedRequest request)
    {
        var entry = request.Context is { HasBucket: true } context ? context.Entry : request.Bucket is { } name ? buckets.Recall(name) : null;
        if (entry is null) return;
        if (!entry.Configuration.TryGetLogging(out var rules))
        {
            if (!entry.Configuration.CanRead(BucketDocumentKind.Logging)) metrics.Lost(1, "unreadable");
            return;
        }

        var total = time.GetElapsedTime(request.StartedAt);
        TimeSpan? turnaround = request.Context?.AnswerBeganAt is { } began ? time.GetElapsedTime(request.StartedAt, began) : null;
        var at = time.GetUtcNow() - total;
        DateOnly? day = rules.KeyFormat == LogKeyFormat.PartitionedByEvent ? DateOnly.FromDateTime(at.UtcDateTime) : null;
        Append(new LogTarget(entry.Bucket, rules, day), LogRecord.Format(request, entry.Bucket, at, total, turnaround));
    }

    /// <summary>Takes the batches that are due. Each is to be settled.</summary>
    /// <param name="all">Whether all are.</param>
    public IReadOnlyList<LogBatch> Take(bool all)
    {
        lock (_gate)
        {
            if (_open.Count == 0) return [];
            var due = _open.Where(pair => all || pair.Value.Bytes.WrittenCount >= options.ObjectBytesMax || time.GetElapsedTime(pair.Value.Since) >= options.Period).ToArray();
            foreach (var (target, _) in due) _open.Remove(target);
            return [.. due.Select(static pair => new LogBatch(pair.Key, pair.Value.Bytes.WrittenMemory, pair.Value.Records))];
        }
    }

    /// <summary>The batch needs no memory any more.</summary>
    public void Settle(LogBatch batch)
    {
        lock (_gate) _bytes -= batch.Bytes.Length;
    }

    private void Append(LogTarget target, string line)
    {
        lock (_gate)
        {
            if (_bytes + line.Length <= options.MemoryBytesMax)
            {
                if (!_open.TryGetValue(target, out var batch)) _open.Add(target, batch = new OpenBatch(time.GetTimestamp()));
                Encoding.ASCII.GetBytes(line, batch.Bytes);
                batch.Records++;
                _bytes += line.Length;
                return;
            }
        }

        metrics.Lost(1, "full");
    }

    private sealed class OpenBatch(long since)
    {
        public long Since => since;

        public ArrayBufferWriter<byte> Bytes { get; } = new();

        public int Records { get; set; }
    }
}
