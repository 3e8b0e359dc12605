using ObjectStore.Index.OrderedStore;
using Xunit;
using static ObjectStore.Index.Conformance.RowText;

namespace ObjectStore.Index.Conformance.Concurrency;

/// <summary>Commits of many clients at once, through several stores over one database where the engine allows that, are serializable.</summary>
[Trait("Category", "Model")]
public abstract class ConcurrencySuite<TFixture>(int storeCount) : IAsyncDisposable
    where TFixture : OrderedStoreFixture, new()
{
    private const int KeyCount = 12;
    private const int ClientsOfStore = 6;
    private const int CommitsOfClient = 120;

    private readonly TFixture _fixture = new();
    private readonly List<IOrderedStore> _stores = [];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        foreach (var store in _stores) await store.DisposeAsync();
        _fixture.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>
    /// Goal: whatever the clients do, there is an order in which they could have done it alone. Method: few keys; conditions of every kind, on other keys
    /// than those that are written; afterwards all that was applied is replayed by revision.
    /// </summary>
    [Fact]
    public async Task Commits_OfManyClients_CouldHaveBeenAppliedOneByOne()
    {
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var history = new CommitHistory();
        Open();

        await Task.WhenAll(_stores.SelectMany((store, i) => Enumerable.Range(0, ClientsOfStore).Select(client => Task.Run(
            () => CommitManyAsync(store, history, new Random(seed + (i * ClientsOfStore) + client)), Cancel))));

        history.Check(await _stores[0].ScanAsync(default, 1000, reverse: false, Cancel), $"{seed}");
        Assert.True(history.Count > CommitsOfClient, $"Only {history.Count} commits were applied.");
    }

    /// <summary>
    /// Rows are written on condition that the fence exists, and the fence is removed on condition that there are no rows: whoever wins, there is never a
    /// row without a fence. Each row is removed again, so that the fence gets its chance.
    /// </summary>
    [Fact]
    public async Task Commit_RangeEmptyAgainstInserts_LeavesNoRowBehind()
    {
        const int Rounds = 25;
        Open();
        for (var round = 0; round < Rounds; round++)
        {
            var fence = Bytes($"f{round}");
            await _stores[0].CommitAsync(new Commit([], [new(fence, default)], []), Cancel);
            var range = new KeyRange(Bytes($"r{round}/"), Bytes($"r{round}0"));
            var removing = Task.Run(() => RemoveFenceAsync(_stores[^1], fence, range), Cancel);
            var inserting = _stores.Select((store, i) => Task.Run(() => InsertAsync(store, fence, $"r{round}/{i}"), Cancel));
            await Task.WhenAll([.. inserting, removing]);

            var fenceIsThere = await _stores[0].ReadAsync(fence, Cancel) is not null;
            Assert.Equal(fenceIsThere ? 1 : 0, Math.Min(1, (await _stores[0].ScanAsync(range, 10, reverse: false, Cancel)).Count));
        }
    }

    /// <summary>Of two rows at most one may exist: each is written on condition that the other is absent, which only the other's writer can break.</summary>
    [Fact]
    public async Task Commit_AbsentOfEachOther_LetsOneOfBothIn()
    {
        const int Rounds = 60;
        Open();
        for (var round = 0; round < Rounds; round++)
        {
            var (left, right) = ($"l{round}", $"r{round}");
            var results = await Task.WhenAll(
                Task.Run(async () => await _stores[0].CommitAsync(Put(left, "1", CommitCondition.Absent(Bytes(right))), Cancel), Cancel),
                Task.Run(async () => await _stores[^1].CommitAsync(Put(right, "1", CommitCondition.Absent(Bytes(left))), Cancel), Cancel));
            Assert.Single(results, result => result.IsApplied);
        }
    }

    private void Open()
    {
        while (_stores.Count < storeCount) _stores.Add(_fixture.Open());
    }

    private static async Task RemoveFenceAsync(IOrderedStore store, ReadOnlyMemory<byte> fence, KeyRange range)
    {
        for (var i = 0; i < 20; i++)
        {
            if ((await store.CommitAsync(new Commit([CommitCondition.RangeEmpty(range)], [], [fence]), Cancel)).IsApplied) return;
        }
    }

    /// <summary>Ends with the row in place, or with the fence gone.</summary>
    private static async Task InsertAsync(IOrderedStore store, ReadOnlyMemory<byte> fence, string key)
    {
        for (var i = 0; i < 10; i++)
        {
            if (!(await store.CommitAsync(Put(key, "1", CommitCondition.Exists(fence)), Cancel)).IsApplied) return;
            if (i < 9) await store.CommitAsync(Delete(key), Cancel);
        }
    }

    private static async Task CommitManyAsync(IOrderedStore store, CommitHistory history, Random random)
    {
        for (var i = 0; i < CommitsOfClient; i++)
        {
            var commit = await DraftAsync(store, random, i);
            var begunAt = history.Tick();
            var result = await store.CommitAsync(commit, Cancel);
            if (result.IsApplied) history.Add(commit, result, begunAt);
        }
    }

    /// <summary>A commit whose conditions mostly hold at the moment, because they are made from what is read.</summary>
    private static async Task<Commit> DraftAsync(IOrderedStore store, Random random, int number)
    {
        var keys = Enumerable.Range(0, KeyCount).Select(i => Bytes($"k{i:D2}")).ToArray();
        random.Shuffle(keys);
        var builder = new CommitBuilder();
        var read = keys[..random.Next(4)];
        var rows = await store.ReadAsync(read, Cancel);
        for (var i = 0; i < read.Length; i++)
        {
            if (random.Next(2) == 0) builder.RequireUnchanged(read[i], rows[i]);
            else builder.Require(rows[i] is null ? CommitCondition.Absent(read[i]) : CommitCondition.Exists(read[i]));
        }

        if (random.Next(5) == 0)
        {
            var from = random.Next(KeyCount);
            builder.Require(CommitCondition.RangeEmpty(new KeyRange(Bytes($"k{from:D2}"), Bytes($"k{from + random.Next(1, 3):D2}"))));
        }

        foreach (var key in keys[(KeyCount - 1 - random.Next(3))..])
        {
            if (random.Next(2) == 0) builder.Delete(key);
            else builder.Put(key, Bytes($"{number}"));
        }

        return builder.Build();
    }
}

public sealed class InMemoryConcurrencyTests() : ConcurrencySuite<InMemoryFixture>(1);

public sealed class SqliteConcurrencyTests() : ConcurrencySuite<SqliteFixture>(1);
