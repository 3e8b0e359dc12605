using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Heat;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.Keymap.Changes;
using ObjectStore.Index.Objects;
using ObjectStore.Index.Rows;
using Xunit;

namespace ObjectStore.Index.Tests.Keymap;

public sealed class KeymapTests : IAsyncDisposable
{
    private readonly KeymapCluster _cluster = new("main", "second", "third");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    /// <summary>
    /// Goal: ranges cover the key space exactly once, whatever two curators do to them. Method: random splits, merges and moves by two processes; after each,
    /// entries tile, partitions of a database do not overlap, and each of many positions has exactly one database that serves it.
    /// </summary>
    [Fact]
    [Trait("Category", "Model")]
    public async Task RandomChanges_OfTwoCurators_CoverTheKeySpaceExactlyOnce()
    {
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new Random(seed);
        KeymapCluster[] curators = [_cluster, _cluster.OtherProcess()];
        await _cluster.EnsureBucketAsync();
        for (var step = 0; step < 400; step++)
        {
            var curator = curators[random.Next(2)];
            var entries = await curator.Control.ListAsync(Cancel);
            await ChangeAsync(curator, entries[random.Next(entries.Count)], random);
            await AssertCoveredOnceAsync(random);
        }
    }

    [Fact]
    public async Task Split_BadPositions_AreRefusedAndChangeNothing()
    {
        await _cluster.PutAsync("a");
        Assert.Equal(KeymapOutcome.Applied, await SplitAsync(default, "m"));

        Assert.Equal(KeymapOutcome.InvalidPosition, await SplitAsync(default, "m"));
        Assert.Equal(KeymapOutcome.InvalidPosition, await SplitAsync(default, "z"));
        Assert.Equal(KeymapOutcome.InvalidPosition, await SplitAsync(default, "c", "b"));
        Assert.Equal(KeymapOutcome.InvalidPosition, await SplitAsync(default, "b", "b"));
        Assert.Equal(KeymapOutcome.InvalidPosition, await _cluster.Control.SplitAsync(default, [], Cancel));
        Assert.Equal(KeymapOutcome.InvalidPosition, await _cluster.Control.SplitAsync(default, [new byte[] { 1, 2 }], Cancel));
        Assert.Equal(KeymapOutcome.InvalidPosition, await SplitAsync(default, "a", "b", "c", "d", "e", "f", "g", "h"));
        Assert.Equal(KeymapOutcome.NoSuchPartition, await SplitAsync(KeymapCluster.At("q"), "r"));
        Assert.Equal(2, (await _cluster.Control.ListAsync(Cancel)).Count);
    }

    [Fact]
    public async Task Changes_OfAMovingPartition_AreBusy()
    {
        await _cluster.PutAsync("a");
        await SplitAsync(default, "m");
        await _cluster.Control.BeginMoveAsync(default, "second", Cancel);

        Assert.Equal(KeymapOutcome.Busy, await SplitAsync(default, "c"));
        Assert.Equal(KeymapOutcome.Busy, await _cluster.Control.MergeAsync(default, Cancel));
        Assert.Equal(KeymapOutcome.Busy, await _cluster.Control.BeginMoveAsync(default, "third", Cancel));
        Assert.Equal(KeymapOutcome.Applied, await _cluster.Control.BeginMoveAsync(default, "second", Cancel));
        Assert.Equal(KeymapOutcome.NoSuchDatabase, await _cluster.Control.BeginMoveAsync(default, "nowhere", Cancel));
        Assert.Equal(KeymapOutcome.Applied, await _cluster.Control.CancelMoveAsync(default, Cancel));
        Assert.Equal(MoveOutcome.NotMoving, await _cluster.Control.CarryOutMoveAsync(default, Cancel));
        Assert.Equal(KeymapOutcome.Applied, await SplitAsync(default, "c"));
    }

    [Fact]
    public async Task Merge_NeighboursInTwoDatabases_IsRefused()
    {
        await _cluster.PutAsync("a");
        await SplitAsync(default, "m");
        await _cluster.MoveAsync(default, "second");

        Assert.Equal(KeymapOutcome.InvalidPosition, await _cluster.Control.MergeAsync(default, Cancel));
        Assert.Equal(KeymapOutcome.InvalidPosition, await _cluster.Control.MergeAsync(KeymapCluster.At("m"), Cancel));
    }

    /// <summary>A move of the right half begins between the two commits of a merge: the keymap still shows a partition that its database no longer has.</summary>
    [Fact]
    public async Task Move_OfThePartitionThatAMergeRemovesMeanwhile_IsTakenBack()
    {
        await _cluster.PutAsync("a");
        await SplitAsync(default, "m", "t");
        await _cluster.MoveAsync(KeymapCluster.At("m"), "second");
        await _cluster.MoveAsync(KeymapCluster.At("t"), "second");
        _cluster.Store("second").BeforeCommit = commit =>
        {
            if (commit.Deletes.Any(static key => key.Span[0] == RowFamily.Partition))
                _cluster.Late ??= _cluster.OtherProcess().Control.BeginMoveAsync(KeymapCluster.At("t"), "third", Cancel).AsTask();
        };
        Assert.Equal(KeymapOutcome.Applied, await _cluster.Control.MergeAsync(KeymapCluster.At("m"), Cancel));
        await _cluster.Late!;

        Assert.Equal(MoveOutcome.TakenBack, await _cluster.Control.CarryOutMoveAsync(KeymapCluster.At("t"), Cancel));
        await _cluster.Control.ReconcileAsync(Cancel);

        var last = (await _cluster.Control.ListAsync(Cancel))[^1];
        Assert.Equal((Convert.ToHexString(KeymapCluster.At("m")), "second", null), (Convert.ToHexString(last.Start.Span), last.Database, last.MoveTarget));
    }

    [Fact]
    public async Task Move_BackWithinTheGracePeriod_DeletesWhatIsInTheWayFirst()
    {
        foreach (var key in new[] { "a", "b", "c" }) await _cluster.PutAsync(key);
        await _cluster.MoveAsync(default, "second");
        await _cluster.Index.DeleteAsync(KeymapCluster.Bucket, ObjectKey.From("b"), default, Cancel);

        await _cluster.MoveAsync(default, "main");

        Assert.Equal(["a", "c"], await _cluster.ListAsync());
        Assert.Null(await _cluster.GetAsync("b"));
    }

    [Fact]
    public async Task Split_CatalogUnreachableAfterTheCommit_IsFollowedByTheReconciler()
    {
        foreach (var key in new[] { "a", "n" }) await _cluster.PutAsync(key);
        await _cluster.MoveAsync(default, "second");
        _cluster.Store("main").BeforeCommit = static _ => throw new InvalidOperationException("The process dies before the keymap follows.");
        await Assert.ThrowsAsync<InvalidOperationException>(() => SplitAsync(default, "m"));
        _cluster.Store("main").BeforeCommit = null;

        Assert.Equal(["a", "n"], await _cluster.ListAsync(1));
        await _cluster.PutAsync("o");
        await _cluster.Control.ReconcileAsync(Cancel);

        Assert.Equal([0, 9], (await _cluster.Control.ListAsync(Cancel)).Select(static entry => entry.Start.Length));
        Assert.Equal(KeymapOutcome.Applied, await _cluster.Control.MergeAsync(default, Cancel));
        Assert.Equal(["a", "n", "o"], await _cluster.ListAsync(1));
    }

    [Fact]
    public async Task List_FiftyPartitionsInThreeDatabases_GivesExactPages()
    {
        var keys = Enumerable.Range(0, 500).Select(static i => $"{i % 10}/{i:000}").Order(StringComparer.Ordinal).ToArray();
        foreach (var key in keys) await _cluster.PutAsync(key);
        await SpreadAsync([.. keys.Where(static (_, i) => i % 10 == 5)]);

        foreach (var limit in new[] { 1, 7, 10, 499, 500, 501 }) Assert.Equal(keys, await _cluster.ListAsync(limit));
        var page = await _cluster.Index.ListAsync(KeymapCluster.Bucket, new ObjectListQuery(default, "/"u8.ToArray(), default, 1000), Cancel);
        Assert.Equal(Enumerable.Range(0, 10).Select(static i => $"{i}/"), page.CommonPrefixes.Select(static prefix => System.Text.Encoding.UTF8.GetString(prefix.Span)));
        page = await _cluster.Index.ListAsync(KeymapCluster.Bucket, new ObjectListQuery("3/"u8.ToArray(), default, "3/253"u8.ToArray(), 1000), Cancel);
        Assert.Equal(keys.Where(static key => key.StartsWith("3/", StringComparison.Ordinal) && string.CompareOrdinal(key, "3/253") > 0), page.Objects.Select(static item => item.Key.ToString()));
    }

    /// <summary>Splits at the keys and moves every partition to one of the databases in turn.</summary>
    private async Task SpreadAsync(string[] bounds)
    {
        ReadOnlyMemory<byte> start = default;
        foreach (var bound in bounds)
        {
            Assert.Equal(KeymapOutcome.Applied, await SplitAsync(start, bound));
            start = KeymapCluster.At(bound);
        }

        var entries = await _cluster.Control.ListAsync(Cancel);
        Assert.True(entries.Count >= 50);
        for (var i = 0; i < entries.Count; i++)
        {
            if (i % 3 > 0) await _cluster.MoveAsync(entries[i].Start, _cluster.Databases.All[i % 3].Name);
        }
    }

    private async Task ChangeAsync(KeymapCluster curator, KeymapEntry entry, Random random)
    {
        switch (random.Next(6))
        {
            case 0 or 1:
                await curator.Control.SplitAsync(entry.Start, [new Position(KeymapCluster.Bucket, new[] { (byte)random.Next(1, 128) }).ToBound()], Cancel);
                break;
            case 2:
                await curator.Control.MergeAsync(entry.Start, Cancel);
                break;
            case 3:
                await curator.Control.BeginMoveAsync(entry.Start, _cluster.Databases.All[random.Next(3)].Name, Cancel);
                break;
            case 4:
                await curator.Control.CancelMoveAsync(entry.Start, Cancel);
                break;
            default:
                await curator.Control.CarryOutMoveAsync(entry.Start, Cancel);
                break;
        }
    }

    private async Task AssertCoveredOnceAsync(Random random)
    {
        var entries = await _cluster.Control.ListAsync(Cancel);
        var table = new RoutingTable(entries, []);
        var serving = new List<Partition>();
        foreach (var database in _cluster.Databases.All)
        {
            var records = await KeymapRows.ReadPartitionsAsync(database.Store, Cancel);
            Partition[] partitions = [.. records.Select(pair => new Partition(database, pair.Record, pair.Row.Revision, new PartitionHeat(pair.Record.Start, pair.Record.Epoch)))];
            for (var i = 1; i < partitions.Length; i++) Assert.True(partitions[i - 1].Record.End.Span.SequenceCompareTo(partitions[i].Record.Start.Span) <= 0);
            serving.AddRange(partitions.Where(static partition => partition.Record.State is PartitionState.Serving or PartitionState.Copying));
        }

        for (var i = 0; i < 20; i++)
        {
            var position = new Position(random.Next(4) == 0 ? new BucketId((ulong)random.NextInt64()) : KeymapCluster.Bucket, new[] { (byte)random.Next(128) });
            var owner = Assert.Single(serving, partition => partition.Contains(position));
            Assert.Equal(owner.Database.Name, table.EntryOf(position).Database);
        }
    }

    private async Task<KeymapOutcome> SplitAsync(ReadOnlyMemory<byte> start, params string[] keys) =>
        await _cluster.Control.SplitAsync(start, [.. keys.Select(static key => (ReadOnlyMemory<byte>)KeymapCluster.At(key))], Cancel);
}
