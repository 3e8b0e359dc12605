using System.Globalization;
using ObjectStore.LoadTest.Engine;
using ObjectStore.ProcessTesting;
using ObjectStore.ProcessTesting.Cluster;

namespace ObjectStore.LoadTest.Cluster;

/// <summary>PUT and GET of each size against a cluster of processes and a standalone process, in turn, with the processor time of each kind of process.</summary>
internal sealed class ClusterBenchmark(ClusterBenchmarkOptions options)
{
    private const string Bucket = "load-test";
    private const int KeyCountMax = 20_000;
    private const long KeyBytesMax = 1024L * 1024 * 1024;
    private static readonly string[] Methods = ["PUT", "GET"];
    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan IdleTime = TimeSpan.FromSeconds(5);

    /// <summary>Runs everything and prints as it goes.</summary>
    /// <returns>Zero when every request succeeded.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        using var directory = new TemporaryDirectory(options.Folder, "bench-cluster");
        string[] cache = ["--Gateway:ReadCacheBytes", options.ReadCacheBytes.ToString(CultureInfo.InvariantCulture)];
        await using var cluster = await ClusterProcesses.StartAsync(new ClusterSettings { Directory = directory.Path, IsPlainText = options.IsPlainText, GatewayArguments = cache }, cancellationToken);
        await using var standalone = options.WithStandalone
            ? await StandaloneProcess.StartAsync(new StandaloneSettings { DataDirectory = directory.Combine("standalone"), Arguments = cache }, cancellationToken)
            : null;
        MeasuredStore[] stores = standalone is null ? [MeasuredStore.Of(cluster)] : [MeasuredStore.Of(standalone), MeasuredStore.Of(cluster)];
        Console.WriteLine($"{options.ConnectionCount} connections, {(options.IsPlainText ? "plain text" : "mTLS")} between the processes, {options.Duration.TotalSeconds:0.#} s each; load average {(await File.ReadAllTextAsync("/proc/loadavg", cancellationToken)).Split(' ')[0]}");
        foreach (var store in stores) await MeasureIdleAsync(store, cancellationToken);
        PrintHeader();
        foreach (var store in stores) store.MakeBucket(Bucket);
        var errorCount = 0;
        foreach (var size in options.Sizes)
        {
            var written = new Dictionary<MeasuredStore, int>();
            foreach (var method in Methods)
            {
                foreach (var store in stores) errorCount += Measure(store, method, size, written);
            }
        }

        return errorCount == 0 ? 0 : 1;
    }

    /// <summary>What the processes cost when nothing is asked of them; it is in all figures below.</summary>
    private static async Task MeasureIdleAsync(MeasuredStore store, CancellationToken cancellationToken)
    {
        await Task.Delay(StartTime, cancellationToken);
        var before = store.ProcessorTimes();
        await Task.Delay(IdleTime, cancellationToken);
        var after = store.ProcessorTimes();
        var parts = after.Select(time => string.Create(CultureInfo.InvariantCulture, $"{time.Key} {(time.Value - before[time.Key]) / IdleTime:P1}"));
        Console.WriteLine($"{store.Name} idle, of one processor: {string.Join("  ", parts)}");
    }

    private int Measure(MeasuredStore store, string method, long size, Dictionary<MeasuredStore, int> written)
    {
        var keyCount = options.KeyCount > 0 ? options.KeyCount : (int)Math.Clamp(KeyBytesMax / size, 16, KeyCountMax);
        using var plan = new ObjectRequests(store.Endpoint, store.Signer, Bucket).Plan(method, size, method == "PUT" ? keyCount : Math.Clamp(written.GetValueOrDefault(store), 1, keyCount));

        // The first requests of a kind meet code that is not compiled for speed yet; ten processes that share two processors take a while for that.
        var warmUp = LoadLoop.Run(store.Address, plan, options.ConnectionCount, options.WarmUp);
        var before = store.ProcessorTimes();
        var result = LoadLoop.Run(store.Address, plan, options.ConnectionCount, options.Duration);
        var after = store.ProcessorTimes();
        if (method == "PUT") written[store] = warmUp.OperationCount + result.OperationCount;
        PrintRow(store, method, size, result, after.ToDictionary(time => time.Key, time => time.Value - before[time.Key]));
        return warmUp.Errors.Values.Sum() + result.Errors.Values.Sum();
    }

    private static void PrintHeader() =>
        Console.WriteLine($"{"store",-10} {"",-4} {"size",5} {"ops/s",9} {"MB/s",8} {"p50 ms",8} {"p99 ms",8} {"errors",6} {"target",9} {"",-7} CPU seconds per GB (client's last)");

    private static void PrintRow(MeasuredStore store, string method, long size, LoadResult result, IReadOnlyDictionary<string, TimeSpan> processorTimes)
    {
        var rate = result.OperationsPerSecond;
        var gigabytes = Math.Max(1, result.OperationCount) * (double)size / 1e9;
        var target = store.Name == "cluster" ? ClusterTargets.OperationsPerSecond(method, size) : null;
        var verdict = target is null ? "" : rate >= target ? "reached" : "missed";
        var parts = string.Join("  ", processorTimes.Append(new("client", result.ClientProcessorTime))
            .Select(time => string.Create(CultureInfo.InvariantCulture, $"{time.Key} {time.Value.TotalSeconds / gigabytes:F2}")));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{store.Name,-10} {method,-4} {Sizes.Format(size),5} {rate,9:F1} {rate * size / 1e6,8:F1} {result.PercentileMs(0.5),8:F2} {result.PercentileMs(0.99),8:F2} {result.Errors.Values.Sum(),6} {target,9:F1} {verdict,-7} {parts}  {result.DescribeErrors()}"));
    }
}
