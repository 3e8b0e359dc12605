using System.Diagnostics;
using System.Globalization;
using ObjectStore.Extents.Devices;

namespace ObjectStore.Benchmarks.Extents;

/// <summary>Appends against what the disk itself does, in the same run.</summary>
internal static class AppendBenchmark
{
    private static readonly int[] Writers = [1, 16, 64];

    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(4);

    /// <summary>Target: 64 writers of 4 KiB reach four times the disk's own fdatasync rate.</summary>
    public static async Task SmallAsync(string directory) => await BenchmarkDevice.WithAsync(directory, async path =>
    {
        await using var device = await BenchmarkDevice.OpenAsync(path);
        var payload = new byte[4096];
        new Random(1).NextBytes(payload);
        var first = 0L;
        foreach (var writers in Writers)
        {
            var offset = first;
            var syncs = MeasureSyncs(directory);
            var (rate, latencies) = await BenchmarkDevice.LoadAsync(
                writers, Duration, long.MaxValue, number => device.PutAsync(BenchmarkDevice.Write(offset + number, payload), CancellationToken.None).AsTask());
            first += latencies.Length;
            BenchmarkDevice.Print(
                $"4 KiB appends, {writers} writers: {rate:F0}/s = {rate / syncs:F2} x {syncs:F0}/s of fdatasync right before (target at 64: 4)  p50 {BenchmarkDevice.Percentile(latencies, 0.5):F3} ms  p99 {BenchmarkDevice.Percentile(latencies, 0.99):F3} ms");
        }
    });

    /// <summary>Target: 1 MiB appends reach 85 % of what fio writes with an fsync at the end.</summary>
    public static async Task LargeAsync(string directory) => await BenchmarkDevice.WithAsync(directory, async path =>
    {
        const long Count = 3072;
        var fio = MeasureFio(directory, "--direct=0", Count);
        var fioDirect = MeasureFio(directory, "--direct=1", Count);
        await using var device = await BenchmarkDevice.OpenAsync(path);
        using var buffer = new AlignedBuffer(1 << 20);
        new Random(1).NextBytes(buffer.GetSpan());
        var payload = buffer.Memory;
        var (rate, latencies) = await BenchmarkDevice.LoadAsync(
            16, TimeSpan.FromMinutes(1), Count, number => device.PutAsync(BenchmarkDevice.Write(number, payload), CancellationToken.None).AsTask());
        BenchmarkDevice.Print($"fio sequential write, fsync at the end: buffered {fio:F0} MB/s, direct {fioDirect:F0} MB/s");
        BenchmarkDevice.Print(
            $"1 MiB appends, 16 writers: {rate * 1.048576:F0} MB/s = {rate * 1.048576 / fio:F2} x fio buffered (target 0.85), {rate * 1.048576 / fioDirect:F2} x fio direct  p50 {BenchmarkDevice.Percentile(latencies, 0.5):F2} ms");
    });

    private static double MeasureSyncs(string directory)
    {
        const int Count = 4000;
        var name = $"objectstore-sync-{Guid.NewGuid():N}";
        using var files = FileDeviceDirectory.At(directory);
        using var file = files.Create(name);
        file.Allocate(64 << 20);
        file.Flush();
        ReadOnlyMemory<byte> page = new byte[4096];
        var started = TimeProvider.System.GetTimestamp();
        for (var i = 0; i < Count; i++)
        {
            file.Write(i * 4096L, [page], WriteMode.Buffered);
            file.Flush();
        }

        var elapsed = TimeProvider.System.GetElapsedTime(started);
        files.Delete(name);
        return Count / elapsed.TotalSeconds;
    }

    private static double MeasureFio(string directory, string direct, long megabytes)
    {
        var name = Path.Combine(directory, $"objectstore-fio-{Guid.NewGuid():N}");
        var start = new ProcessStartInfo("fio", ["--name=seq", $"--filename={name}", "--rw=write", "--bs=1M", $"--size={megabytes}M", direct, "--end_fsync=1", "--ioengine=psync", "--output-format=terse"])
        {
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var terse = process.StandardOutput.ReadToEnd().Split(';');
        process.WaitForExit();
        File.Delete(name);

        // Field 48 of the terse format: write bandwidth in KiB/s.
        return double.Parse(terse[47], CultureInfo.InvariantCulture) * 1024 / 1e6;
    }
}
