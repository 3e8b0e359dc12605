using System.Diagnostics;
using System.Text;
using ObjectStore.Index.OrderedStore;

namespace ObjectStore.Benchmarks.Index;

/// <summary>Commits as PUT makes them: the partition is unchanged, the bucket is there, the key is new.</summary>
internal sealed class PutCommits
{
    private const int ValueBytes = 250;
    private static readonly ReadOnlyMemory<byte> Fence = "f-bucket"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> Partition = "P-all"u8.ToArray();

    private readonly Row _partition;

    private PutCommits(Row partition) => _partition = partition;

    /// <summary>Makes the rows that all of them look at.</summary>
    public static async Task<PutCommits> PrepareAsync(IOrderedStore store)
    {
        await store.CommitAsync(new Commit([], [new(Fence, default), new(Partition, default)], []), default);
        return new PutCommits((await store.ReadAsync(Partition, default))!.Value);
    }

    /// <summary>Commits from so many callers, each the next when one has ended, and gives the rate.</summary>
    public async Task<double> RunAsync(IOrderedStore store, int writers, TimeSpan duration, Latencies latencies)
    {
        var count = 0;
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, writers).Select(_ => Task.Run(async () =>
        {
            while (Stopwatch.GetElapsedTime(started) < duration)
            {
                var commit = Next();
                var begun = Stopwatch.GetTimestamp();
                if (!(await store.CommitAsync(commit, default)).IsApplied) throw new InvalidOperationException("A commit was refused.");
                latencies.Add(begun);
                Interlocked.Increment(ref count);
            }
        })));
        return count / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private Commit Next()
    {
        ReadOnlyMemory<byte> key = Encoding.UTF8.GetBytes($"o-put/{Guid.NewGuid()}");
        return new CommitBuilder().RequireUnchanged(Partition, _partition).Require(CommitCondition.Exists(Fence)).RequireUnchanged(key, null).Put(key, new byte[ValueBytes]).Build();
    }
}
