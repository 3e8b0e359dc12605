using System.Diagnostics;
using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.Objects;
using ObjectStore.Index.Sqlite;

namespace ObjectStore.Benchmarks.Index;

/// <summary>What versions cost: listing current objects before and after one key has many, and puts with and without versioning.</summary>
internal static class VersionCosts
{
    private const int KeyCount = 10_000;
    private const int VersionCount = 100_000;
    private const int Writers = 64;
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(3);
    private static readonly BucketRecord Bucket = new("bench", new BucketId(1), "owner", DateTimeOffset.UnixEpoch, "r");

    /// <summary>Runs in the folder and prints a line for each figure.</summary>
    public static async Task RunAsync(string folder)
    {
        await using var store = SqliteOrderedStore.Open(new SqliteOptions { Path = Path.Combine(folder, "versions.db") });
        var router = new KeymapRouter(IndexDatabases.Of(store), TimeProvider.System);
        var index = new ObjectIndex(router, TimeProvider.System);
        var catalog = new Catalog(router, TimeProvider.System);
        await catalog.CreateBucketAsync(Bucket, default);
        BenchmarkTable.Line("put of random keys without versions, 64 writers", await PutAsync(index, Duration), "/s", "");
        await FillAsync(KeyCount, i => index.PutAsync(Bucket.Id, ObjectKey.From($"key/{i:D6}"), SampleRecords.Small(), default, default));
        var before = await ListAsync(index);

        await catalog.ChangeRulesAsync(Bucket, static rules => rules with { Versioning = BucketVersioning.Enabled }, default);
        BenchmarkTable.Line("put of random keys with versions, 64 writers", await PutAsync(index, Duration), "/s", "");
        await FillAsync(VersionCount, _ => index.PutAsync(Bucket.Id, ObjectKey.From("key/000500"), SampleRecords.Small(), default, default));
        var after = await ListAsync(index);
        BenchmarkTable.Line("page of 1,000 current objects", before, "us", "");
        BenchmarkTable.Line("the same beside 100,000 old versions of one of them", after, "us", "<= 1.2 x");
    }

    private static Task FillAsync(int count, Func<int, ValueTask<WriteResult>> put) => Parallel.ForAsync(
        0, count, new ParallelOptions { MaxDegreeOfParallelism = Writers }, async (i, _) => await put(i));

    private static async Task<double> PutAsync(ObjectIndex index, TimeSpan duration)
    {
        var count = 0;
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => Task.Run(async () =>
        {
            while (Stopwatch.GetElapsedTime(started) < duration)
            {
                await index.PutAsync(Bucket.Id, ObjectKey.From($"put/{Guid.NewGuid()}"), SampleRecords.Small(), default, default);
                Interlocked.Increment(ref count);
            }
        })));
        return count / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    /// <summary>Median of the first page's time, in microseconds.</summary>
    private static async Task<double> ListAsync(ObjectIndex index)
    {
        var latencies = new Latencies();
        for (var i = 0; i < 300; i++)
        {
            var begun = Stopwatch.GetTimestamp();
            await index.ListAsync(Bucket.Id, new ObjectListQuery("key/"u8.ToArray(), default, default, 1_000), default);
            latencies.Add(begun);
        }

        return latencies.Percentile(0.5);
    }
}
