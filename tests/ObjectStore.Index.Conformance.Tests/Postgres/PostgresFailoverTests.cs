using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Postgres;
using Xunit;
using static ObjectStore.Index.Conformance.RowText;

namespace ObjectStore.Index.Conformance.Postgres;

/// <summary>A server with a synchronous standby dies under load, and the standby takes its place.</summary>
public sealed class PostgresFailoverTests
{
    private const int WriterCount = 8;
    private const int FailoverCount = 2;
    private const int CommitsBetween = 200;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>
    /// Every key is written once, under the condition that it is absent, so that a commit which is applied twice, or answered without having been applied, is seen. Nothing is
    /// restarted but the server.
    /// </summary>
    [Fact]
    public async Task Commit_ServerFailsOverUnderLoad_LosesAndRepeatsNothing()
    {
        await using var server = await PostgresTestServer.StartAsync();
        await server.SendAsync("standby");
        await using var store = await PostgresOrderedStore.OpenAsync(DedicatedServer.OptionsOf(server.FailoverConnectionString), Cancel);
        var acknowledged = new ConcurrentDictionary<string, bool>();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var writers = Enumerable.Range(0, WriterCount).Select(number => Task.Run(() => WriteAsync(store, number, acknowledged, stop.Token), Cancel)).ToArray();

        for (var failover = 0; failover < FailoverCount; failover++)
        {
            await AwaitCommitsAsync(acknowledged, writers);
            await server.SendAsync("failover");
            await AwaitCommitsAsync(acknowledged, writers);
            await server.SendAsync("standby");
        }

        await stop.CancelAsync();
        await Task.WhenAll(writers);
        var keys = await ListAsync(store);
        Assert.Empty(acknowledged.Keys.Except(keys));

        // What was written beyond was not answered, and there is at most one such key of each writer.
        Assert.InRange(keys.Count, acknowledged.Count, acknowledged.Count + WriterCount);
    }

    private static async Task WriteAsync(PostgresOrderedStore store, int writer, ConcurrentDictionary<string, bool> acknowledged, CancellationToken stop)
    {
        for (var number = 0; !stop.IsCancellationRequested; number++)
        {
            var key = string.Create(CultureInfo.InvariantCulture, $"{writer}/{number:D8}");
            Assert.True((await store.CommitAsync(Put(key, key, CommitCondition.Absent(Bytes(key))), Cancel)).IsApplied, $"{key} was written once and is there already.");
            acknowledged[key] = true;
        }
    }

    private static async Task AwaitCommitsAsync(ConcurrentDictionary<string, bool> acknowledged, Task[] writers)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        timeout.CancelAfter(Patience);
        for (var enough = acknowledged.Count + CommitsBetween; acknowledged.Count < enough; await Task.Delay(10, timeout.Token))
        {
            foreach (var failed in writers.Where(static writer => writer.IsFaulted)) await failed;
        }
    }

    private static async Task<HashSet<string>> ListAsync(PostgresOrderedStore store)
    {
        var keys = new HashSet<string>();
        var range = default(KeyRange);
        while (await store.ScanAsync(range, 1_000, reverse: false, Cancel) is { Count: > 0 } rows)
        {
            foreach (var row in rows) keys.Add(Encoding.UTF8.GetString(row.Key.Span));
            range = range with { Start = (byte[])[.. rows[^1].Key.Span, 0] };
        }

        return keys;
    }
}
