using ObjectStore.Index.Conformance.Postgres;
using ObjectStore.Index.Postgres;

namespace ObjectStore.Benchmarks.Index;

/// <summary>How many groups of commits of a process should be under way: four stores on one server, with and without a delay of its flushes such as replicas bring.</summary>
internal static class WriterCosts
{
    private const int StoreCount = 4;
    private const int ClientsOfStore = 16;
    private const int RoundCount = 3;
    private const string DelayOfFlushes = "commit_delay=2000";
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(3);

    private static readonly (string Name, PostgresOptions Options)[] Variants =
    [
        ("one group at a time", new PostgresOptions { WritersMax = 1 }),
        ("another after 20 ms", new PostgresOptions()),
        ("two at a time", new PostgresOptions { WriterPatience = TimeSpan.Zero }),
        ("four at a time", new PostgresOptions { WritersMax = 4, WriterPatience = TimeSpan.Zero }),
    ];

    /// <summary>Runs the variants in turn, three rounds, and prints a line for each figure.</summary>
    public static async Task RunAsync()
    {
        for (var round = 1; round <= RoundCount; round++)
        {
            foreach (var isDelayed in (bool[])[false, true])
            {
                foreach (var (name, options) in Variants) await MeasureAsync($"{round}: {name}{(isDelayed ? ", flushes 2 ms late" : "")}", options, isDelayed);
            }
        }
    }

    private static async Task MeasureAsync(string what, PostgresOptions options, bool isDelayed)
    {
        await using var server = await PostgresTestServer.StartAsync(isDelayed ? [DelayOfFlushes, "commit_siblings=0"] : []);
        var latencies = new Latencies();
        var rates = await Task.WhenAll(Enumerable.Range(0, StoreCount).Select(async i =>
        {
            await using var store = await PostgresOrderedStore.OpenAsync(options with { ConnectionString = server.ConnectionString, Schema = $"store{i}" }, default);
            var commits = await PutCommits.PrepareAsync(store);
            return await commits.RunAsync(store, ClientsOfStore, Duration, latencies);
        }));
        BenchmarkTable.Line($"{what}, commits", rates.Sum(), "/s", "");
        BenchmarkTable.Line($"{what}, p50", latencies.Percentile(0.5), "us", "");
    }
}
