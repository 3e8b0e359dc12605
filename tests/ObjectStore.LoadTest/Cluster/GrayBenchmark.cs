using System.Globalization;
using ObjectStore.LoadTest.Engine;
using ObjectStore.ProcessTesting;
using ObjectStore.ProcessTesting.Cluster;

namespace ObjectStore.LoadTest.Cluster;

/// <summary>What clients see of a device that answers everything, but late: PUT and GET against a cluster of processes with and without it.</summary>
/// <remarks>Each node has one device and is reached through a proxy, so that a delay of the node is one of its device. The figures begin with the first late answer.</remarks>
internal sealed class GrayBenchmark(GrayBenchmarkOptions options)
{
    private const string Bucket = "gray-device";
    private const int KeyCount = 1_000;

    /// <summary>How many times the p99 without the late device the one with it may be.</summary>
    private const double RatioMax = 3;

    private static readonly string[] Methods = ["PUT", "GET"];

    /// <summary>How long the device stays as fast as others before the next measurement: until it is the first choice again.</summary>
    private static readonly TimeSpan RecoveryTime = TimeSpan.FromSeconds(30);

    /// <summary>Runs everything and prints as it goes.</summary>
    /// <returns>Zero when every request succeeded and no p99 grew beyond the target.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        using var directory = new TemporaryDirectory(options.Folder, "bench-gray");
        var settings = new ClusterSettings { Directory = directory.Path, DevicesPerNode = 1, HasProxies = true, GatewayArguments = ["--Gateway:ReadCacheBytes", "0"] };
        await using var cluster = await ClusterProcesses.StartAsync(settings, cancellationToken);
        var store = MeasuredStore.Of(cluster);
        var requests = new ObjectRequests(store.Endpoint, store.Signer, Bucket);
        store.MakeBucket(Bucket);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{options.ConnectionCount} connections, {options.Duration.TotalSeconds:0.#} s each; {cluster.Nodes[0].Name}, one of {cluster.Nodes.Count}, answers {options.Delay.TotalSeconds:0.#} s late; target: p99 < {RatioMax} times that without"));
        Console.WriteLine($"{"",-4} {"size",5} {"late",-6} {"ops/s",9} {"p50 ms",8} {"p99 ms",8} {"max ms",8} {"errors",6}");
        var isReached = true;
        foreach (var size in options.Sizes)
        {
            foreach (var method in Methods) isReached &= await CompareAsync(cluster.Nodes[0].Proxy!, store, requests, method, size, cancellationToken);
        }

        return isReached ? 0 : 1;
    }

    private async Task<bool> CompareAsync(TcpProxy proxy, MeasuredStore store, ObjectRequests requests, string method, long size, CancellationToken cancellationToken)
    {
        using var plan = requests.Plan(method, size, KeyCount);

        // Compiles what both measurements need. What is written here and by the measurements of PUT is there for those of GET.
        LoadLoop.Run(store.Address, plan, options.ConnectionCount, options.WarmUp);
        var without = Measure(store, plan, method, size, "none");
        proxy.Fault = TcpProxyFault.Delayed(options.Delay / 2);
        var with = Measure(store, plan, method, size, "one");
        proxy.Fault = TcpProxyFault.None;
        await Task.Delay(RecoveryTime, cancellationToken);
        var ratio = with.PercentileMs(0.99) / without.PercentileMs(0.99);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{method,-4} {Sizes.Format(size),5} p99 {ratio:F2} times that without: {(ratio < RatioMax ? "reached" : "missed")}"));
        return ratio < RatioMax && without.Errors.Count == 0 && with.Errors.Count == 0;
    }

    private LoadResult Measure(MeasuredStore store, RequestPlan plan, string method, long size, string late)
    {
        var result = LoadLoop.Run(store.Address, plan, options.ConnectionCount, options.Duration);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{method,-4} {Sizes.Format(size),5} {late,-6} {result.OperationsPerSecond,9:F1} {result.PercentileMs(0.5),8:F2} {result.PercentileMs(0.99),8:F2} {result.PercentileMs(1),8:F2} {result.Errors.Values.Sum(),6}"));
        return result;
    }
}
