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
    private static readonly ReadOnlyMemory<byte> Fence = "f-bucket"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> Partition = "P-all"u8.ToArray();

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
        foreach (var writers in (int[])[1, 8, 64]) await CommitAsync(store, writers, figures);
        foreach (var readers in (int[])[1, 16]) await ReadAsync(store, readers, figures);
        await ScanAsync(store, figures);
    }

    private static async Task FillAsync(IOrderedStore store)
    {
        await store.CommitAsync(new Commit([], [new(Fence, default), new(Partition, default)], []), default);
        var value = new byte[ValueBytes];
        for (var from = 0; from < RowCount; from += 2000)
        {
            var puts = Enumerable.Range(from, 2000).Select(i => new KeyValuePair<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>>(Key(i), value));
            await store.CommitAsync(new Commit([], [.. puts], []), default);
        }
    }

    /// <summary>Commits as PUT makes them: the partition is unchanged, the bucket is there, the key is new.</summary>
    private static async Task CommitAsync(IOrderedStore store, int writers, Dictionary<string, double> figures)
    {
        var latencies = new Latencies();
        var count = 0;
        var partition = (await store.ReadAsync(Partition, default))!.Value;
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, writers).Select(_ => Task.Run(async () =>
        {
            var value = new byte[ValueBytes];
            while (Stopwatch.GetElapsedTime(started) < Duration)
            {
                ReadOnlyMemory<byte> key = Encoding.UTF8.GetBytes($"o-put/{Guid.NewGuid()}");
                var commit = new CommitBuilder().RequireUnchanged(Partition, partition).Require(CommitCondition.Exists(Fence)).RequireUnchanged(key, null).Put(key, value);
                var begun = Stopwatch.GetTimestamp();
                if (!(await store.CommitAsync(commit.Build(), default)).IsApplied) throw new InvalidOperationException("A commit was refused.");
                latencies.Add(begun);
                Interlocked.Increment(ref count);
            }
        })));
        figures[$"commits, {writers} writers"] = count / Stopwatch.GetElapsedTime(started).TotalSeconds;
        figures[$"p50 of a commit, {writers} writers"] = latencies.Percentile(0.5);
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
