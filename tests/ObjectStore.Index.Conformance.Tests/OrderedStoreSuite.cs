using ObjectStore.Core.Errors;
using ObjectStore.Index.OrderedStore;
using Xunit;
using static ObjectStore.Index.Conformance.RowText;

namespace ObjectStore.Index.Conformance;

/// <summary>What every engine of the ordered store must do.</summary>
[Trait("Category", "Conformance")]
public abstract class OrderedStoreSuite<TFixture> : IAsyncLifetime
    where TFixture : OrderedStoreFixture, new()
{
    private readonly TFixture _fixture = new();

    protected OrderedStoreSuite() => Store = _fixture.Open();

    protected IOrderedStore Store { get; }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        _fixture.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Read_AbsentKey_GivesNull() => Assert.Null(await Store.ReadAsync(Bytes("a"), Cancel));

    [Fact]
    public async Task ReadClock_OfAServer_IsThatOfTheWorld()
    {
        var shown = await Store.ReadClockAsync(Cancel);

        Assert.Equal(_fixture.HasServer, shown is not null);
        if (shown is { } clock) Assert.Equal(TimeProvider.System.GetUtcNow(), clock, TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task Commit_Put_IsReadWithItsRevision()
    {
        var result = await Store.CommitAsync(Put("a", "1"), Cancel);

        var row = await Store.ReadAsync(Bytes("a"), Cancel);
        Assert.True(result.IsApplied);
        Assert.Equal("a=1", row?.Text());
        Assert.Equal(result.Revision, row?.Revision);
    }

    [Fact]
    public async Task Commit_EmptyValue_IsReadAsEmpty()
    {
        await Store.CommitAsync(Put("a", ""), Cancel);

        var row = await Store.ReadAsync(Bytes("a"), Cancel);
        Assert.Equal(0, row?.Value.Length);
    }

    [Fact]
    public async Task Commit_LaterOne_HasLargerRevision()
    {
        var first = await Store.CommitAsync(Put("a", "1"), Cancel);
        var second = await Store.CommitAsync(Put("b", "1"), Cancel);

        Assert.True(second.Revision > first.Revision && first.Revision > 0);
    }

    [Fact]
    public async Task Commit_Delete_RemovesRow()
    {
        await Store.CommitAsync(Put("a", "1"), Cancel);
        await Store.CommitAsync(Delete("a"), Cancel);

        Assert.Null(await Store.ReadAsync(Bytes("a"), Cancel));
    }

    [Fact]
    public async Task Commit_ConditionFails_ChangesNothingAndNamesIt()
    {
        await Store.CommitAsync(Put("a", "1"), Cancel);

        var result = await Store.CommitAsync(
            new Commit([CommitCondition.Exists(Bytes("a")), CommitCondition.Absent(Bytes("a"))], [new(Bytes("b"), Bytes("2"))], [Bytes("a")]), Cancel);

        Assert.Equal(1, result.FailedCondition);
        Assert.Equal(0, result.Revision);
        Assert.Null(await Store.ReadAsync(Bytes("b"), Cancel));
        Assert.NotNull(await Store.ReadAsync(Bytes("a"), Cancel));
    }

    [Fact]
    public async Task Commit_Absent_HoldsOnlyWithoutRow()
    {
        Assert.True((await Store.CommitAsync(Put("a", "1", CommitCondition.Absent(Bytes("a"))), Cancel)).IsApplied);
        Assert.False((await Store.CommitAsync(Put("a", "2", CommitCondition.Absent(Bytes("a"))), Cancel)).IsApplied);
    }

    [Fact]
    public async Task Commit_Revision_HoldsOnlyForTheLastWriter()
    {
        var first = await Store.CommitAsync(Put("a", "1"), Cancel);
        var second = await Store.CommitAsync(Put("a", "2", CommitCondition.HasRevision(Bytes("a"), first.Revision)), Cancel);
        var late = await Store.CommitAsync(Put("a", "3", CommitCondition.HasRevision(Bytes("a"), first.Revision)), Cancel);
        var absent = await Store.CommitAsync(Put("b", "3", CommitCondition.HasRevision(Bytes("b"), first.Revision)), Cancel);

        Assert.True(second.IsApplied);
        Assert.False(late.IsApplied);
        Assert.False(absent.IsApplied);
    }

    [Theory]
    [InlineData("b", "d", false)]
    [InlineData("b", "c", true)]
    [InlineData("c\0", "", true)]
    [InlineData("c", "", false)]
    [InlineData("", "c", true)]
    [InlineData("", "", false)]
    public async Task Commit_RangeEmpty_JudgesStartInclusiveAndEndExclusive(string start, string end, bool isEmpty)
    {
        await Store.CommitAsync(Put("c", "1"), Cancel);

        var result = await Store.CommitAsync(Put("x", "1", CommitCondition.RangeEmpty(new KeyRange(Bytes(start), Bytes(end)))), Cancel);

        Assert.Equal(isEmpty, result.IsApplied);
    }

    [Fact]
    public async Task Commit_WithoutWrites_OnlyJudges()
    {
        var result = await Store.CommitAsync(new Commit([CommitCondition.Absent(Bytes("a"))], [], []), Cancel);

        Assert.True(result.IsApplied);
    }

    [Fact]
    public async Task Read_SeveralKeys_KeepsTheirOrder()
    {
        await Store.CommitAsync(new Commit([], [new(Bytes("a"), Bytes("1")), new(Bytes("b"), Bytes("2"))], []), Cancel);

        var rows = await Store.ReadAsync([Bytes("b"), Bytes("x"), Bytes("a"), Bytes("b")], Cancel);

        Assert.Equal(["b=2", null, "a=1", "b=2"], rows.Select(row => row?.Text()));
    }

    [Theory]
    [InlineData("", "", 10, false, "a b c d")]
    [InlineData("", "", 10, true, "d c b a")]
    [InlineData("b", "d", 10, false, "b c")]
    [InlineData("b", "d", 10, true, "c b")]
    [InlineData("b", "d", 1, false, "b")]
    [InlineData("b", "d", 1, true, "c")]
    [InlineData("b", "", 2, false, "b c")]
    [InlineData("b", "", 2, true, "d c")]
    [InlineData("d", "b", 10, false, "")]
    [InlineData("d", "b", 10, true, "")]
    [InlineData("b", "b", 10, false, "")]
    [InlineData("x", "", 10, false, "")]
    public async Task Scan_Range_GivesRowsInOrder(string start, string end, int limit, bool reverse, string expected)
    {
        foreach (var key in new[] { "c", "a", "d", "b" }) await Store.CommitAsync(Put(key, ""), Cancel);

        var rows = await Store.ScanAsync(new KeyRange(Bytes(start), Bytes(end)), limit, reverse, Cancel);

        Assert.Equal(expected, string.Join(' ', rows.Select(row => row.Text().TrimEnd('='))));
    }

    [Fact]
    public async Task Scan_KeysOfAllBytes_SortsUnsigned()
    {
        byte[][] keys = [[0], [0, 0], [0, 255], [1], [127], [128], [255], [255, 0], [255, 255]];
        foreach (var key in keys.Reverse()) await Store.CommitAsync(new Commit([], [new(key, default)], []), Cancel);

        var rows = await Store.ScanAsync(default, 100, reverse: false, Cancel);

        Assert.Equal(keys.Select(Convert.ToHexString), rows.Select(row => Convert.ToHexString(row.Key.Span)));
    }

    [Fact]
    public async Task Commit_LargestKeyAndValue_AreKept()
    {
        var key = new byte[OrderedStoreLimits.KeyBytesMax];
        var value = new byte[OrderedStoreLimits.ValueBytesMax];
        new Random(1).NextBytes(key);
        new Random(2).NextBytes(value);

        await Store.CommitAsync(new Commit([], [new(key, value)], []), Cancel);

        var row = await Store.ReadAsync(key, Cancel);
        Assert.True(row?.Value.Span.SequenceEqual(value));
    }

    [Fact]
    public async Task Commit_BeyondLimits_IsRefusedTyped()
    {
        var longKey = new byte[OrderedStoreLimits.KeyBytesMax + 1];
        var longValue = new byte[OrderedStoreLimits.ValueBytesMax + 1];
        var manyRows = Enumerable.Range(0, OrderedStoreLimits.CommitRowsMax + 1).Select(i => Bytes($"{i}")).ToArray();

        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Store.CommitAsync(Put("", "1"), Cancel));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Store.CommitAsync(new Commit([], [new(longKey, default)], []), Cancel));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Store.CommitAsync(new Commit([], [new(Bytes("a"), longValue)], []), Cancel));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Store.CommitAsync(new Commit([], [], manyRows), Cancel));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Store.CommitAsync(new Commit([], [new(Bytes("a"), default)], [Bytes("a")]), Cancel));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Store.ReadAsync(Bytes(""), Cancel));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Store.ScanAsync(default, 0, false, Cancel));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Store.ScanAsync(default, OrderedStoreLimits.ScanRowsMax + 1, false, Cancel));
        Assert.Empty(await Store.ScanAsync(default, 10, false, Cancel));
    }

    [Fact]
    public async Task Commit_CanceledToken_ChangesNothing()
    {
        var canceled = new CancellationToken(canceled: true);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Store.CommitAsync(Put("a", "1"), canceled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Store.ReadAsync(Bytes("a"), canceled));

        Assert.Null(await Store.ReadAsync(Bytes("a"), Cancel));
    }

    [Fact]
    public async Task Commit_MemoryChangedAfterwards_KeepsWhatWasCommitted()
    {
        var value = "1"u8.ToArray();
        await Store.CommitAsync(new Commit([], [new(Bytes("a"), value)], []), Cancel);
        value[0] = (byte)'2';

        Assert.Equal("a=1", (await Store.ReadAsync(Bytes("a"), Cancel))?.Text());
    }

    [Fact]
    public async Task Commit_CountersFromManyTasks_LoseNoUpdate()
    {
        const int TaskCount = 16;
        const int Increments = 50;
        await Store.CommitAsync(Put("n", "0"), Cancel);

        await Task.WhenAll(Enumerable.Range(0, TaskCount).Select(_ => Task.Run(IncrementManyAsync, Cancel)));

        Assert.Equal($"n={TaskCount * Increments}", (await Store.ReadAsync(Bytes("n"), Cancel))?.Text());

        async Task IncrementManyAsync()
        {
            for (var done = 0; done < Increments;)
            {
                var row = (await Store.ReadAsync(Bytes("n"), Cancel))!.Value;
                var next = int.Parse(row.Text()[2..], System.Globalization.CultureInfo.InvariantCulture) + 1;
                var result = await Store.CommitAsync(Put("n", $"{next}", CommitCondition.HasRevision(Bytes("n"), row.Revision)), Cancel);
                if (result.IsApplied) done++;
            }
        }
    }

    /// <summary>Two rows are always written together; no snapshot of both, by keys or by range, may show them apart.</summary>
    [Fact]
    public async Task Read_WhileOthersCommit_SeesWholeCommits()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var writer = Task.Run(
            async () =>
            {
                for (var i = 0; !stop.IsCancellationRequested; i++)
                {
                    await Store.CommitAsync(new Commit([], [new(Bytes("a"), Bytes($"{i}")), new(Bytes("b"), Bytes($"{i}"))], []), Cancel);
                }
            },
            Cancel);
        await Store.CommitAsync(new Commit([], [new(Bytes("a"), Bytes("-")), new(Bytes("b"), Bytes("-"))], []), Cancel);

        for (var i = 0; i < 500; i++)
        {
            var read = await Store.ReadAsync([Bytes("a"), Bytes("b")], Cancel);
            var scanned = await Store.ScanAsync(default, 10, false, Cancel);
            Assert.Equal(read[0]?.Revision, read[1]?.Revision);
            Assert.Equal(scanned[0].Revision, scanned[1].Revision);
        }

        await stop.CancelAsync();
        await writer;
    }

    [Fact]
    public async Task Snapshot_CommitsAfterOpening_AreNotSeen()
    {
        foreach (var key in new[] { "a", "b", "c" }) await Store.CommitAsync(Put(key, "1"), Cancel);
        await using var snapshot = await Store.OpenSnapshotAsync(Cancel);
        await Store.CommitAsync(new Commit([], [new(Bytes("a"), Bytes("2")), new(Bytes("bb"), Bytes("2"))], [Bytes("c")]), Cancel);

        var first = await snapshot.ScanAsync(new KeyRange(default, Bytes("b")), 10, Cancel);
        await Store.CommitAsync(Delete("b"), Cancel);
        var rest = await snapshot.ScanAsync(new KeyRange(Bytes("b"), default), 10, Cancel);
        await using var later = await Store.OpenSnapshotAsync(Cancel);

        Assert.Equal(["a=1", "b=1", "c=1"], first.Concat(rest).Select(row => row.Text()));
        Assert.Equal(["a=2", "bb=2"], (await later.ScanAsync(default, 10, Cancel)).Select(row => row.Text()));
        Assert.Equal(["a=2"], (await later.ScanAsync(default, 1, Cancel)).Select(row => row.Text()));
    }

    /// <summary>Two rows are always written together; scans of one snapshot show them as one commit left them, whatever is committed between the scans.</summary>
    [Fact]
    public async Task Snapshot_WhileOthersCommit_IsOneState()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        await Store.CommitAsync(new Commit([], [new(Bytes("a"), Bytes("-")), new(Bytes("b"), Bytes("-"))], []), Cancel);
        var writer = Task.Run(
            async () =>
            {
                while (!stop.IsCancellationRequested)
                {
                    await Store.CommitAsync(new Commit([], [new(Bytes("a"), default), new(Bytes("b"), default)], []), Cancel);
                }
            },
            Cancel);

        for (var i = 0; i < 50; i++)
        {
            var before = await Store.CommitAsync(Put("c", $"{i}"), Cancel);
            await using var snapshot = await Store.OpenSnapshotAsync(Cancel);
            var a = await snapshot.ScanAsync(new KeyRange(default, Bytes("b")), 10, Cancel);
            await Store.CommitAsync(Put("d", $"{i}"), Cancel);
            var others = await snapshot.ScanAsync(new KeyRange(Bytes("b"), default), 10, Cancel);
            Assert.Equal(a[0].Revision, others[0].Revision);
            Assert.Equal(before.Revision, others[1].Revision);
            Assert.Equal(i > 0 ? [$"d={i - 1}"] : [], others.Skip(2).Select(row => row.Text()));
        }

        await stop.CancelAsync();
        await writer;
    }

    [Fact]
    public async Task Snapshot_AfterDispose_IsUnavailableAndTheStoreGoesOn()
    {
        var snapshot = await Store.OpenSnapshotAsync(Cancel);
        await snapshot.DisposeAsync();
        await snapshot.DisposeAsync();

        var failure = await Assert.ThrowsAsync<StorageException>(async () => await snapshot.ScanAsync(default, 10, Cancel));
        Assert.Equal(StorageErrorCode.IndexUnavailable, failure.Code);
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await (await Store.OpenSnapshotAsync(Cancel)).ScanAsync(default, 0, Cancel));
        Assert.True((await Store.CommitAsync(Put("a", "1"), Cancel)).IsApplied);
    }

    /// <summary>Goal: after an acknowledged commit every reader sees it. Method: many tasks each read back what they wrote.</summary>
    [Fact]
    public async Task Read_AfterAcknowledgedCommit_SeesIt()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(task => Task.Run(
            async () =>
            {
                for (var i = 0; i < 100; i++)
                {
                    var result = await Store.CommitAsync(Put($"k{task}", $"{i}"), Cancel);
                    Assert.Equal(result.Revision, (await Store.ReadAsync(Bytes($"k{task}"), Cancel))?.Revision);
                }
            },
            Cancel)));
    }
}

public sealed class InMemoryOrderedStoreTests : OrderedStoreSuite<InMemoryFixture>;

public sealed class SqliteOrderedStoreTests : OrderedStoreSuite<SqliteFixture>;
