using System.Security.Cryptography;
using BenchmarkDotNet.Attributes;
using ObjectStore.Core.Checksums;

namespace ObjectStore.Benchmarks.Checksums;

#pragma warning disable CA5351 // MD5 is what S3's ETags are made of.

/// <summary>Streams that append at the same time: the scheduler, which hashes them together, beside the framework, a stream after the other.
/// Both use one core at a time, but the scheduler's appends are made from as many threads as the pool gives.</summary>
public class Md5Benchmarks
{
    private const int AppendsPerStream = 4;
    private readonly Md5Scheduler _scheduler = new(64);
    private byte[][] _data = [];

    [Params(1, 4, 16)]
    public int Streams { get; set; }

    [Params(64 << 10, 1 << 20)]
    public int AppendBytes { get; set; }

    public long BytesPerOperation => (long)Streams * AppendsPerStream * AppendBytes;

    [GlobalSetup]
    public void Setup()
    {
        _data = new byte[Streams][];
        for (var stream = 0; stream < Streams; stream++)
        {
            _data[stream] = new byte[AppendBytes];
            new Random(stream).NextBytes(_data[stream]);
        }
    }

    [Benchmark(Baseline = true)]
    public void Framework()
    {
        foreach (var data in _data)
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
            for (var append = 0; append < AppendsPerStream; append++) hash.AppendData(data);
            hash.GetHashAndReset();
        }
    }

    [Benchmark]
    public Task Scheduler() => Task.WhenAll(_data.Select(HashAsync));

    private async Task HashAsync(byte[] data)
    {
        using var stream = _scheduler.Open();
        for (var append = 0; append < AppendsPerStream; append++) await stream.AppendAsync(data);
        Finish(stream);
    }

    private static void Finish(Md5Stream stream)
    {
        Span<byte> digest = stackalloc byte[Md5Stream.DigestBytes];
        stream.Finish(digest);
    }
}
