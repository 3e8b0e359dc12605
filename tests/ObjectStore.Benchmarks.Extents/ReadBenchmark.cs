namespace ObjectStore.Benchmarks.Extents;

/// <summary>Verified reads from the page cache, one caller after the other: what they cost of a core.</summary>
internal static class ReadBenchmark
{
    public static async Task RunAsync(string directory) => await BenchmarkDevice.WithAsync(directory, async path =>
    {
        await using var device = await BenchmarkDevice.OpenAsync(path);
        foreach (var length in new[] { 4096, 65_536, 1 << 20 })
        {
            const int Fragments = 64;
            var payload = new byte[length];
            new Random(length).NextBytes(payload);
            for (var i = 0; i < Fragments; i++) await device.PutAsync(BenchmarkDevice.Write((length * 1000L) + i, payload), CancellationToken.None);
            var target = new byte[length];
            for (var i = 0; i < Fragments; i++) await device.ReadAsync(BenchmarkDevice.IdOf((length * 1000L) + i), 0, target, CancellationToken.None);
            var (rate, latencies) = await BenchmarkDevice.LoadAsync(
                1, TimeSpan.FromSeconds(2), long.MaxValue, number => device.ReadAsync(BenchmarkDevice.IdOf((length * 1000L) + (number % Fragments)), 0, target, CancellationToken.None).AsTask());
            BenchmarkDevice.Print($"cached verified reads of {length} B, one caller: {rate:F0}/s  {rate * length / 1e9:F2} GB/s  p50 {BenchmarkDevice.Percentile(latencies, 0.5) * 1000:F1} us");
        }
    });
}
