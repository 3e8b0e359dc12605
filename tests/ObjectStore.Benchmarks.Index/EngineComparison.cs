using System.Diagnostics;
using System.Globalization;
using System.Text;
using ObjectStore.Index.Conformance.Postgres;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Postgres;
using ObjectStore.Index.Sqlite;

namespace ObjectStore.Benchmarks.Index;

/// <summary>The engines side by side on one disk, both flushing every commit: a server of its own for PostgreSQL, reached over a Unix socket.</summary>
internal static class EngineComparison
{
    private const int RowCount = 200_000;
    private const int ValueBytes = 250;
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(3);

    /// <summary>Runs both in turn and prints a line for each figure, and the ratio.</summary>
    public static async Task RunAsync(string folder)
    {
        var sqlite = new Dictionary<string, double>();
        var postgres = new Dictionary<string, double>();
        await using (var store = SqliteOrderedStore.Open(new SqliteOptions { Path = Path.Combine(folder, "engines.db") })) await MeasureAsync(store, () => Task.CompletedTask, sqlite);
        await using (var server = await PostgresTestServer.StartAsync())
        {
            await using var store = await PostgresOrderedStore.OpenAsync(new PostgresOptions { ConnectionString = server.ConnectionString }, default);
            await MeasureAsync(store, () => server.SendAsync("checkpoint"), postgres);
        }

        foreach (var (what, figure) in sqlite)
        {
            var unit = what.StartsWith("p50", StringComparison.Ordinal) ? "us" : "/s";
            BenchmarkTable.Line($"SQLite      {what}", figure, unit, "");
            BenchmarkTable.Line($"PostgreSQL  {what}", postgres[what], unit, "");
            BenchmarkTable.Line("            ratio", postgres[what] / figure, "x", what == "commits, 64 writers" ? ">= 0.6" : "");
        }
    }

    private static async Task MeasureAsync(IOrderedStore store, Func<Task> settleAsync, Dictionary<string, double> figures)
    {
        await FillAsync(store);
        await settleAsync();
        var commits = await PutCommits.PrepareAsync(store);
        foreach (var writers in (int[])[1, 8, 64])
        {
            var latencies = new Latencies();
            figures[$"commits, {writers} writers"] = await commits.RunAsync(store, writers, Duration, latencies);
            figures[$"p50 of a commit, {writers} writers"] = latencies.Percentile(0.5);
        }

        foreach (var readers in (int[])[1, 16]) await ReadAsync(store, readers, figures);
        await ScanAsync(store, figures);
    }

    private static async Task FillAsync(IOrderedStore store)
    {
        var value = new byte[ValueBytes];
        for (var from = 0; from < RowCount; from += 2000)
        {
            var puts = Enumerable.Range(from, 2000).Select(i => new KeyValuePair<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>>(Key(i), value));
            await store.CommitAsync(new Commit([], [.. puts], []), default);
        }
    }

    private static async Task ReadAsync(IOrderedStore store, int readers, Dictionary<string, double> figures)
    {
        var count = 0;
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, readers).Select(reader => Task.Run(async () =>
        {
            var random = new Random(reader);
            while (Stopwatch.GetElapsedTime(started) < Duration)
            {
                if (await store.ReadAsync(Key(random.Next(RowCount)), default) is null) throw new InvalidOperationException("A row is missing.");
                Interlocked.Increment(ref count);
            }
        })));
        figures[$"reads of a row, {readers} readers"] = count / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static async Task ScanAsync(IOrderedStore store, Dictionary<string, double> figures)
    {
        var count = 0L;
        var started = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(started) < Duration)
        {
            var range = new KeyRange(Key(0), Key(RowCount));
            while (await store.ScanAsync(range, 1000, reverse: false, default) is { Count: > 0 } rows)
            {
                count += rows.Count;
                range = range with { Start = (byte[])[.. rows[^1].Key.Span, 0] };
            }
        }

        figures["rows scanned in pages of 1,000"] = count / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static ReadOnlyMemory<byte> Key(int i) => Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"o-list/images/2026/{i:D9}.jpg"));
}
