using System.Diagnostics;
using System.Globalization;
using ObjectStore.S3.Body;
using ObjectStore.S3.Tests.Body;

namespace ObjectStore.Benchmarks.S3;

/// <summary>Bytes per second through <see cref="RequestBody"/> from memory in 64 KiB pieces, on one core.</summary>
internal static class BodyBenchmark
{
    public static async Task RunAsync()
    {
        var withoutMd5 = BodyRequirements.ForObject with { ComputesMd5 = false };
        var large = new byte[64 << 20];
        new Random(1).NextBytes(large);
        var small = large[..4096];
        await MeasureAsync("64 MiB, unsigned", Upload.Plain(large, "UNSIGNED-PAYLOAD"), BodyRequirements.ForObject, 4);
        await MeasureAsync("64 MiB, unsigned, without MD5", Upload.Plain(large, "UNSIGNED-PAYLOAD"), withoutMd5, 8);
        await MeasureAsync(
            "64 MiB, signed chunks of 64 KiB, no MD5", Upload.Chunked(large, 64 << 10, "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"), withoutMd5, 4);
        await MeasureAsync(
            "64 MiB, unsigned chunks of 64 KiB, no MD5", Upload.Chunked(large, 64 << 10, "STREAMING-UNSIGNED-PAYLOAD-TRAILER"), withoutMd5, 8);
        await MeasureAsync("4 KiB, unsigned (with signature check)", Upload.Plain(small, "UNSIGNED-PAYLOAD"), BodyRequirements.ForObject, 50_000);
        await MeasureAsync("4 KiB, same, without MD5", Upload.Plain(small, "UNSIGNED-PAYLOAD"), withoutMd5, 50_000);
    }

    private static async Task MeasureAsync(string name, Upload upload, BodyRequirements requirements, int count)
    {
        var stripe = new byte[4 << 20];
        for (var index = 0; index < Math.Min(count, 2000); index++) await ReceiveAsync(upload, requirements, stripe);
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var started = Stopwatch.GetTimestamp();
        long bytes = 0;
        for (var index = 0; index < count; index++) bytes += await ReceiveAsync(upload, requirements, stripe);
        var elapsed = Stopwatch.GetElapsedTime(started);
        allocated = (GC.GetAllocatedBytesForCurrentThread() - allocated) / count;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name,-42} {elapsed.TotalMicroseconds / count,10:F1} us {bytes / elapsed.TotalSeconds / 1e9,6:F2} GB/s {allocated,8} B"));
    }

    private static async Task<long> ReceiveAsync(Upload upload, BodyRequirements requirements, byte[] stripe)
    {
        var cuts = Enumerable.Range(1, upload.Wire.Length >> 16).Select(index => index << 16);
        await using var body = upload.Open(new CutPipeReader(upload.Wire, cuts), requirements);
        long total = 0;
        int count;
        while ((count = await body.ReadAsync(stripe, CancellationToken.None)) > 0)
        {
            await body.HashedAsync();
            total += count;
        }

        return total;
    }
}
