using System.Diagnostics;
using System.Globalization;
using ObjectStore.Core.Errors;
using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Conformance.Postgres;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.Keymap.Changes;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Postgres;
using ObjectStore.Index.Sqlite;

namespace ObjectStore.Benchmarks.Index;

/// <summary>How long the longest request of a steady load takes while partitions split, move and merge, and before and after.</summary>
/// <remarks>The load and the changes have routers of their own, as a gateway and a curator in two processes have.</remarks>
internal static class KeymapPauses
{
    private const int RowCount = 100_000;
    private const int FillBatch = 2_000;
    private const int Rounds = 5;
    private const int PartitionCount = 4;

    /// <summary>Added pause that no change may exceed.</summary>
    private const double AddedMsMax = 50;

    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(1);

    /// <summary>A request that a change sent back looks again until then at the latest.</summary>
    private static readonly TimeSpan Aftermath = TimeSpan.FromMilliseconds(100);

    private static readonly BucketId Bucket = new(1);

    private static string LoadAverage => File.ReadAllText("/proc/loadavg").Split(' ')[0];

    /// <summary>Measures both engines and prints a table of each.</summary>
    public static async Task RunAsync(string folder)
    {
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"load average {LoadAverage} on {Environment.ProcessorCount} processors; longest request in ms: median of {Rounds} rounds (longest of all)"));
        await using (var a = SqliteOrderedStore.Open(new SqliteOptions { Path = Path.Combine(folder, "a.db") }))
        await using (var b = SqliteOrderedStore.Open(new SqliteOptions { Path = Path.Combine(folder, "b.db") })) await MeasureAsync("SQLite", a, b);
        await using var server = await PostgresTestServer.StartAsync("max_wal_size=8GB");
        await using (var a = await OpenAsync(server, "a"))
        await using (var b = await OpenAsync(server, "b")) await MeasureAsync("PostgreSQL", a, b);
    }

    private static async Task<IOrderedStore> OpenAsync(PostgresTestServer server, string schema) =>
        await PostgresOrderedStore.OpenAsync(new PostgresOptions { ConnectionString = server.ConnectionString, Schema = schema }, default);

    private static async Task MeasureAsync(string engine, IOrderedStore a, IOrderedStore b)
    {
        var databases = new IndexDatabases([new IndexDatabase("a", a), new IndexDatabase("b", b)]);
        var router = new KeymapRouter(databases, TimeProvider.System);
        await new Catalog(router, TimeProvider.System).CreateBucketAsync(new BucketRecord("bench", Bucket, "owner", DateTimeOffset.UnixEpoch, "r"), default);
        for (var from = 0; from < RowCount; from += FillBatch)
        {
            var puts = Enumerable.Range(from, FillBatch).Select(static number => SampleRows.Of(Bucket, SteadyLoad.KeyOf(number * 1.0 / RowCount, "list"), SampleRecords.Small()));
            await a.CommitAsync(new Commit([], [.. puts], []), default);
        }

        var load = new SteadyLoad(databases, Bucket);
        var changes = new List<(string What, long Began, long Ended)>();
        await load.RunAsync(() => ChangeAsync(new KeymapControl(router, new MoveOptions(), TimeProvider.System), changes));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{engine}: {load.RequestsPerSecond:F0} requests/s, {load.FailureCount} failed {load.FirstFailure}"));
        foreach (var group in changes.GroupBy(static change => change.What)) Print(group.Key, [.. group], load);
    }

    private static async Task ChangeAsync(KeymapControl control, List<(string What, long Began, long Ended)> changes)
    {
        var positions = Enumerable.Range(1, PartitionCount - 1)
            .Select(static part => (ReadOnlyMemory<byte>)new Position(Bucket, SteadyLoad.KeyOf(part * 1.0 / PartitionCount, "").Utf8Memory).ToBound()).ToArray();
        await Task.Delay(Calm);
        for (var round = 0; round < Rounds; round++)
        {
            await TimeAsync("split in 4", async () => Expect(KeymapOutcome.Applied, await control.SplitAsync(default, positions, default)));
            await TimeAsync("move of a quarter", () => MoveAsync(control, positions[1], "b"));
            await TimeAsync("move back", () => MoveAsync(control, positions[1], "a"));
            for (var part = 1; part < PartitionCount; part++)
                await TimeAsync("merge of two", async () => Expect(KeymapOutcome.Applied, await control.MergeAsync(default, default)));
        }

        async Task TimeAsync(string what, Func<Task> change)
        {
            var began = Stopwatch.GetTimestamp();
            await change();
            changes.Add((what, began, Stopwatch.GetTimestamp()));
            await Task.Delay(Calm);
        }
    }

    private static async Task MoveAsync(KeymapControl control, ReadOnlyMemory<byte> start, string target)
    {
        Expect(KeymapOutcome.Applied, await control.BeginMoveAsync(start, target, default));
        Expect(MoveOutcome.Moved, await control.CarryOutMoveAsync(start, default));
    }

    private static void Expect<T>(T expected, T actual)
    {
        if (!Equals(expected, actual)) throw new StorageException(StorageErrorCode.IndexUnavailable, $"The change ended as {actual}.");
    }

    private static void Print(string what, (string What, long Began, long Ended)[] changes, SteadyLoad load)
    {
        var calm = (long)(Calm.TotalSeconds * Stopwatch.Frequency);
        var aftermath = (long)(Aftermath.TotalSeconds * Stopwatch.Frequency);
        var took = changes.Select(static change => Stopwatch.GetElapsedTime(change.Began, change.Ended).TotalMilliseconds).Order().ToArray();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {what,-18} took {took[took.Length / 2]:F0} ms"));
        foreach (var isWrite in (bool[])[true, false])
        {
            // What comes just after a change belongs to it, so that the time before the next one is calm.
            var before = Longest(change => load.LongestMs(isWrite, change.Began - calm + aftermath, change.Began));
            var during = Longest(change => load.LongestMs(isWrite, change.Began, change.Ended + aftermath));
            var after = Longest(change => load.LongestMs(isWrite, change.Ended + aftermath, change.Ended + calm));
            var added = during[during.Length / 2] - before[before.Length / 2];
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"    {(isWrite ? "writes" : "lists"),-7} before {Text(before)}  during {Text(during)}  after {Text(after)}  added {added,6:F1}   <= {AddedMsMax} {(added <= AddedMsMax ? "reached" : "missed")}"));
        }

        double[] Longest(Func<(string What, long Began, long Ended), double> of) => [.. changes.Select(of).Order()];

        static string Text(double[] sorted) => string.Create(CultureInfo.InvariantCulture, $"{sorted[sorted.Length / 2],6:F1} ({sorted[^1],6:F1})");
    }
}
