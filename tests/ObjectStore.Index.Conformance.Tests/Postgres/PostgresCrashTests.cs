using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Postgres;
using Xunit;
using static ObjectStore.Index.Conformance.RowText;

namespace ObjectStore.Index.Conformance.Postgres;

/// <summary>
/// Servers and connections die under load. Goal: every commit gets its true answer. Method: each client alone writes its counter, on condition of the
/// revision that it wrote last, so that a commit that was lost after its acknowledgement, or applied and judged again, is refused.
/// </summary>
[Trait("Category", "Conformance")]
public sealed class PostgresCrashTests(DedicatedServer server) : IClassFixture<DedicatedServer>
{
    private const int ClientCount = 16;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("crash", "start", 5)]
    [InlineData("kill-backends", null, 5)]
    [InlineData("terminate", null, 40)]
    public async Task Commit_ServerDiesUnderLoad_EveryAnswerIsTrue(string fault, string? repair, int times)
    {
        var options = server.Options with { CommitTimeout = TimeSpan.FromMinutes(2), ReadTimeout = TimeSpan.FromMinutes(1) };
        await using var store = await PostgresOrderedStore.OpenAsync(options, Cancel);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var done = 0;
        var clients = Enumerable.Range(0, ClientCount).Select(client => Task.Run(() => CountAsync(client), Cancel)).ToList();

        for (var i = 0; i < times; i++)
        {
            var before = Volatile.Read(ref done);
            while (Volatile.Read(ref done) < before + ClientCount) await Task.WhenAny(Task.Delay(5, Cancel), Task.WhenAny(clients));
            if (fault == "terminate") await server.ExecuteAsync("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%commit_1%' AND pid <> pg_backend_pid()");
            else await server.Server.SendAsync(fault);
            if (repair is not null) await server.Server.SendAsync(repair);
        }

        await stop.CancelAsync();
        var counts = await Task.WhenAll(clients);
        for (var client = 0; client < ClientCount; client++)
        {
            Assert.Equal($"n{client:D2}={counts[client]}", (await store.ReadAsync(Bytes($"n{client:D2}"), Cancel))?.Text());
        }

        async Task<int> CountAsync(int client)
        {
            var key = $"n{client:D2}";
            long revision = 0;
            for (var count = 1; ; count++)
            {
                var condition = revision == 0 ? CommitCondition.Absent(Bytes(key)) : CommitCondition.HasRevision(Bytes(key), revision);
                var result = await store.CommitAsync(Put(key, $"{count}", condition), Cancel);
                Assert.True(result.IsApplied && result.Revision > revision, $"Commit {count} of client {client} got {result} after {revision}.");
                revision = result.Revision;
                Interlocked.Increment(ref done);
                if (stop.IsCancellationRequested) return count;
            }
        }
    }
}
