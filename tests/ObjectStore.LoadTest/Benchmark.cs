using System.Diagnostics;
using System.Globalization;
using ObjectStore.LoadTest.Baselines;
using ObjectStore.LoadTest.Engine;

namespace ObjectStore.LoadTest;

/// <summary>PUT and GET of each size at each count of connections, as a table.</summary>
internal sealed class Benchmark(BenchmarkOptions options)
{
    private const string Bucket = "load-test";
    private const int KeyCountMax = 20_000;
    private const long KeyBytesMax = 1024L * 1024 * 1024;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);
    private readonly Dictionary<long, double> _nginxRates = [];

    /// <summary>Runs everything and prints as it goes.</summary>
    /// <returns>Zero when every request succeeded.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        if (options.WithBaselines)
        {
            DiskProbe.Print(options.Folder);
            await MeasureNginxAsync(cancellationToken);
        }
        await using var target = await Target.OpenAsync(options.Endpoint, options.Folder, cancellationToken);
        Console.WriteLine($"store: {target.Endpoint}");
        PrintHeader();
        var requests = new ObjectRequests(target.Endpoint, target.Signer, Bucket) { SendsText = options.SendsText };
        using (var bucket = requests.PlanBucket())
            LoadLoop.Run(target.Address, bucket, 1, TimeSpan.Zero);
        var errorCount = 0;
        foreach (var size in options.Sizes)
            errorCount += MeasureSize(target, requests, size);
        return errorCount == 0 ? 0 : 1;
    }

    private int MeasureSize(Target target, ObjectRequests requests, long size)
    {
        var keyCount = options.KeyCount > 0 ? options.KeyCount : (int)Math.Clamp(KeyBytesMax / size, 16, KeyCountMax);
        var written = options.Methods.Contains("PUT") ? 0 : keyCount;
        var errorCount = 0;
        foreach (var method in options.Methods)
        {
            var count = method == "PUT" ? keyCount : Math.Clamp(written, 1, keyCount);
            // The first requests of a kind meet code that is not compiled for speed yet.
            var warmUp = Measure(target, requests, method, size, count, 16, WarmUp).Load.OperationCount;
            written = method == "PUT" ? Math.Max(written, warmUp) : written;
            foreach (var connectionCount in options.Connections)
            {
                var (result, serverTime) = Measure(target, requests, method, size, count, connectionCount, options.Duration);
                written = method == "PUT" ? Math.Max(written, result.OperationCount) : written;
                errorCount += result.Errors.Values.Sum();
                PrintRow(method, size, connectionCount, result, method == "GET" ? _nginxRates.GetValueOrDefault(size) : 0, serverTime);
            }
        }
        if (target.Standalone is null && !options.KeepsObjects)
            Measure(target, requests, "DELETE", size, Math.Min(keyCount, written + 64), 16, TimeSpan.FromSeconds(10));
        return errorCount;
    }

    private (LoadResult Load, TimeSpan ServerTime) Measure(
        Target target, ObjectRequests requests, string method, long size, int count, int connectionCount, TimeSpan duration)
    {
        using var plan = requests.Plan(method, size, count);
        var before = ProcessorTime(target);
        var load = LoadLoop.Run(target.Address, plan, connectionCount, duration);
        return (load, ProcessorTime(target) - before);
    }

    private TimeSpan ProcessorTime(Target target)
    {
        if (options.ProcessId == 0)
            return target.Standalone?.ProcessorTime ?? TimeSpan.Zero;
        using var process = Process.GetProcessById(options.ProcessId);
        return process.TotalProcessorTime;
    }

    private async Task MeasureNginxAsync(CancellationToken cancellationToken)
    {
        using var nginx = await NginxBaseline.TryStartAsync(options.Folder, options.Sizes, cancellationToken);
        if (nginx is null)
        {
            Console.WriteLine("nginx: not installed, not measured");
            return;
        }
        Console.WriteLine("nginx, static files:");
        PrintHeader();
        foreach (var size in options.Sizes)
        {
            nginx.Run(size, 16, TimeSpan.FromMilliseconds(200));
            var result = nginx.Run(size, 16, WarmUp);
            _nginxRates[size] = result.OperationsPerSecond;
            PrintRow("GET", size, 16, result, 0, TimeSpan.Zero);
        }
    }

    private static void PrintHeader() =>
        Console.WriteLine($"{"",-4} {"size",5} {"conns",5} {"ops/s",10} {"MB/s",9} {"p50 ms",9} {"p99 ms",9} {"errors",7} {"client CPU",10} {"server us",9}  of nginx");

    private static void PrintRow(string method, long size, int connectionCount, LoadResult result, double nginxRate, TimeSpan serverTime)
    {
        var rate = result.OperationsPerSecond;
        var processor = result.ClientProcessorTime / result.Elapsed;
        var share = nginxRate > 0 ? string.Create(CultureInfo.InvariantCulture, $"{rate / nginxRate:P0}") : "";
        var errors = result.Errors.Values.Sum();
        var codes = errors == 0 ? "" : " " + string.Join(',', result.Errors.Select(pair => $"{pair.Key}×{pair.Value}"));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{method,-4} {Sizes.Format(size),5} {connectionCount,5} {rate,10:F1} {rate * size / 1e6,9:F1} {result.PercentileMs(0.5),9:F2} {result.PercentileMs(0.99),9:F2} {errors,7} {processor,10:P0} {serverTime.TotalMicroseconds / Math.Max(1, result.OperationCount),9:F1}  {share}{codes}"));
    }
}
