using System.Diagnostics;
using System.Globalization;
using System.Text;
using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.Objects;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Sqlite;

namespace ObjectStore.Benchmarks.Index;

/// <summary>The figures that the embedded index must reach.</summary>
internal static class EmbeddedIndex
{
    private static readonly BucketId Bucket = new(1);

    /// <summary>Runs in the folder, with so many keys to list, and prints a line for each figure.</summary>
    public static async Task RunAsync(string folder, int keyCount)
    {
        var path = Path.Combine(folder, "index.db");
        BenchmarkTable.Line("disk: write of 4 KiB in place with flush", DiskFlush.RateOf(Path.Combine(folder, "flush.bin")), "/s", "");
        await using var store = SqliteOrderedStore.Open(new SqliteOptions { Path = path });
        var index = new ObjectIndex(new KeymapRouter(IndexDatabases.Of(store), TimeProvider.System), TimeProvider.System);
        await new Catalog(new KeymapRouter(IndexDatabases.Of(store), TimeProvider.System), TimeProvider.System).CreateBucketAsync(new("bench", Bucket, "owner", DateTimeOffset.UnixEpoch, "r"), default);

        var single = await PutAsync(index, 1, TimeSpan.FromSeconds(3));
        var grouped = await PutAsync(index, 64, TimeSpan.FromSeconds(3));
        BenchmarkTable.Line("group commit, ratio of 64 writers to 1", grouped / single, "x", ">= 3");
        await FillAsync(store, keyCount);
        await ReadAsync(index, keyCount);
        await ListAsync(index, keyCount);
        await ListPrefixesAsync(index);
        await PutAsync(index, 64, TimeSpan.FromSeconds(3));
        BenchmarkTable.Line("database", new FileInfo(path).Length / 1e6, "MB", "");
        BenchmarkTable.Line("write-ahead log", new FileInfo(path + "-wal").Length / 1e6, "MB", "");
    }

    private static async Task<double> PutAsync(ObjectIndex index, int writers, TimeSpan duration)
    {
        var latencies = new Latencies();
        var record = SampleRecords.Small();
        var count = 0;
        var cpuBefore = Environment.CpuUsage.TotalTime;
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, writers).Select(_ => Task.Run(async () =>
        {
            while (Stopwatch.GetElapsedTime(started) < duration)
            {
                var key = ObjectKey.From($"put/{Guid.NewGuid()}");
                var begun = Stopwatch.GetTimestamp();
                await index.PutAsync(Bucket, key, record, default, default);
                latencies.Add(begun);
                Interlocked.Increment(ref count);
            }
        })));
        var rate = count / Stopwatch.GetElapsedTime(started).TotalSeconds;
        BenchmarkTable.Line($"put of random keys, {writers} writers", rate, "/s", "");
        BenchmarkTable.Line($"  p50 / p99 of one: {latencies.Percentile(0.5):F0} / {latencies.Percentile(0.99):F0}, p99.9", latencies.Percentile(0.999), "us", "");
        BenchmarkTable.Line("  processor time of one", (Environment.CpuUsage.TotalTime - cpuBefore).TotalMicroseconds / count, "us", "");
        return rate;
    }

    private static async Task FillAsync(SqliteOrderedStore store, int keyCount)
    {
        const int Batch = 2_000;
        var record = SampleRecords.Small();
        var started = Stopwatch.GetTimestamp();
        for (var from = 0; from < keyCount; from += Batch)
        {
            var puts = Enumerable.Range(from, Math.Min(Batch, keyCount - from)).Select(i => SampleRows.Of(Bucket, ListedKey(i, keyCount), record)).ToList();
            await store.CommitAsync(new Commit([], puts, []), default);
        }

        BenchmarkTable.Line($"fill with {keyCount} ascending keys", keyCount / Stopwatch.GetElapsedTime(started).TotalSeconds, "/s", "");
    }

    // Keys under 10 prefixes.
    private static ObjectKey ListedKey(int i, int keyCount) =>
        ObjectKey.From(string.Create(CultureInfo.InvariantCulture, $"list/{(long)i * 10 / keyCount}/images/2026/{i:D9}.jpg"));

    private static async Task ReadAsync(ObjectIndex index, int keyCount)
    {
        const int Reads = 200_000;
        var random = new Random(1);
        foreach (var readers in new[] { 1, 2 })
        {
            var started = Stopwatch.GetTimestamp();
            var cpuBefore = Environment.CpuUsage.TotalTime;
            await Task.WhenAll(Enumerable.Range(0, readers).Select(_ => Task.Run(async () =>
            {
                for (var i = 0; i < Reads / readers; i++)
                {
                    if (await index.GetAsync(Bucket, ListedKey(random.Next(keyCount), keyCount), default) is null) throw new InvalidOperationException("A key is missing.");
                }
            })));
            BenchmarkTable.Line($"get of random keys, {readers} readers, each", Stopwatch.GetElapsedTime(started).TotalMicroseconds / Reads * readers, "us", "~5");
            BenchmarkTable.Line("  processor time of one", (Environment.CpuUsage.TotalTime - cpuBefore).TotalMicroseconds / Reads, "us", "");
        }
    }

    private static async Task ListAsync(ObjectIndex index, int keyCount)
    {
        var started = Stopwatch.GetTimestamp();
        var startAfter = ReadOnlyMemory<byte>.Empty;
        var count = 0;
        while (true)
        {
            var page = await index.ListAsync(Bucket, new ObjectListQuery("list/"u8.ToArray(), default, startAfter, 1000), default);
            count += page.Objects.Count;
            if (!page.IsTruncated) break;
            startAfter = page.NextStartAfter;
        }

        if (count != keyCount) throw new InvalidOperationException("The listing lost keys.");
        BenchmarkTable.Line("list in pages of 1,000", count / Stopwatch.GetElapsedTime(started).TotalSeconds, "keys/s", ">= 500,000");
    }

    private static async Task ListPrefixesAsync(ObjectIndex index)
    {
        for (var round = 0; round < 2; round++)
        {
            var started = Stopwatch.GetTimestamp();
            var page = await index.ListAsync(Bucket, new ObjectListQuery(Encoding.UTF8.GetBytes("list/"), Encoding.UTF8.GetBytes("/"), default, 1000), default);
            if (page.CommonPrefixes.Count != 10) throw new InvalidOperationException("The listing lost prefixes.");
            BenchmarkTable.Line($"list 10 common prefixes of all keys, call {round + 1}", Stopwatch.GetElapsedTime(started).TotalMilliseconds, "ms", "< 20");
        }
    }
}
