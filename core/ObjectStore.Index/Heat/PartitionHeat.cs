using ObjectStore.Core.Identifiers;

namespace ObjectStore.Index.Heat;

/// <summary>Counters and a sample of the requests to one partition, kept by whoever serves them. Thread-safe.</summary>
/// <remarks>A request costs two or three interlocked additions. Memory: the counters, and at most <see cref="SamplesMax"/> positions.</remarks>
/// <param name="start">Start of the partition.</param>
/// <param name="epoch">Its epoch; a partition that changes gets new counters.</param>
public sealed class PartitionHeat(ReadOnlyMemory<byte> start, Epoch epoch)
{
    /// <summary>Most samples of an interval.</summary>
    public const int SamplesMax = 64;

    private readonly HeatSampler _sampler = new();
    private long _reads;
    private long _writes;
    private long _bytes;
    private long _keyChange;

    /// <summary>Counts a request that reads.</summary>
    /// <param name="bucket">Bucket of the request.</param>
    /// <param name="key">Object key, or where a listing began; borrowed.</param>
    /// <param name="bytes">Bytes of the rows that were read.</param>
    public void CountRead(BucketId bucket, ReadOnlySpan<byte> key, long bytes)
    {
        var number = Interlocked.Increment(ref _reads);
        if (bytes != 0) Interlocked.Add(ref _bytes, bytes);
        _sampler.Offer(HeatKind.Read, number, bucket, key);
    }

    /// <summary>Counts a request that commits.</summary>
    /// <param name="bucket">Bucket of the request.</param>
    /// <param name="key">Object key; borrowed.</param>
    /// <param name="bytes">Bytes of the rows that were written.</param>
    /// <param name="keyChange">1 when the commit made a key that was not there, −1 when it removed one, otherwise 0.</param>
    public void CountWrite(BucketId bucket, ReadOnlySpan<byte> key, long bytes, int keyChange)
    {
        var number = Interlocked.Increment(ref _writes);
        if (bytes != 0) Interlocked.Add(ref _bytes, bytes);
        if (keyChange != 0) Interlocked.Add(ref _keyChange, keyChange);
        _sampler.Offer(HeatKind.Write, number, bucket, key);
    }

    /// <summary>Ends the interval: gives its numbers and begins anew. Every request is in exactly one interval.</summary>
    public PartitionHeatReport Take()
    {
        var reads = Interlocked.Exchange(ref _reads, 0);
        var writes = Interlocked.Exchange(ref _writes, 0);
        return new PartitionHeatReport
        {
            Start = start,
            Epoch = epoch,
            Reads = reads,
            Writes = writes,
            Bytes = Interlocked.Exchange(ref _bytes, 0),
            KeyChange = Interlocked.Exchange(ref _keyChange, 0),
            Samples = _sampler.Take(reads, writes),
        };
    }
}
