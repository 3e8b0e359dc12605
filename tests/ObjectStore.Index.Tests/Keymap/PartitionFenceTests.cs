using ObjectStore.Core.Errors;
using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Heat;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.Keymap.Changes;
using ObjectStore.Index.Objects;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Rows;
using Xunit;

namespace ObjectStore.Index.Tests.Keymap;

/// <summary>What readers and writers with an old keymap get after a split, a merge, a move, and in the middle of one.</summary>
public sealed class PartitionFenceTests : IAsyncDisposable
{
    private readonly KeymapCluster _cluster = new("main", "second");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task Put_FirstInANewStore_MakesOnePartitionOfEverything()
    {
        await _cluster.PutAsync("a");

        var entry = Assert.Single(await _cluster.Control.ListAsync(Cancel));
        Assert.Equal((0, 0, new Epoch(1), "main"), (entry.Start.Length, entry.End.Length, entry.Epoch, entry.Database));
    }

    [Fact]
    public async Task FirstUse_StoreOfTheReleaseWithoutKeymap_BecomesOnePartition()
    {
        var row = Golden.Read("index/partition.v1.hex");
        await _cluster.Store("main").CommitAsync(new CommitBuilder().Put(row.Key, row.Value).Build(), Cancel);

        await _cluster.PutAsync("a");

        Assert.Equal(new Epoch(1), Assert.Single(await _cluster.Control.ListAsync(Cancel)).Epoch);
    }

    [Fact]
    public async Task PutGetList_AfterASplitByAnotherProcess_GoOn()
    {
        await _cluster.PutAsync("a");
        var other = _cluster.OtherProcess();
        Assert.Equal(KeymapOutcome.Applied, await other.Control.SplitAsync(default, [KeymapCluster.At("m"), KeymapCluster.At("t")], Cancel));

        foreach (var key in new[] { "b", "m", "n", "t", "z" }) await _cluster.PutAsync(key);

        Assert.Equal(["a", "b", "m", "n", "t", "z"], await _cluster.ListAsync());
        Assert.Equal(["a", "b", "m", "n", "t", "z"], await other.ListAsync());
        Assert.Equal(3, (await _cluster.Control.ListAsync(Cancel)).Count);
    }

    [Fact]
    public async Task Get_AfterAMoveByAnotherProcess_SeesWhatWasWrittenThere()
    {
        await _cluster.PutAsync("a", "old");
        Assert.Equal("old", await _cluster.GetAsync("a"));
        var other = _cluster.OtherProcess();
        await other.MoveAsync(default, "second");
        await other.PutAsync("a", "new");

        Assert.Equal("new", await _cluster.GetAsync("a"));
        Assert.Equal(["a"], await _cluster.ListAsync());
    }

    [Fact]
    public async Task Write_WhileFrozen_WaitsAndGoesToTheTarget()
    {
        await _cluster.PutAsync("a");
        await _cluster.Control.BeginMoveAsync(default, "second", Cancel);
        var row = (await _cluster.Store("main").ReadAsync(RowKeys.Partition(default), Cancel))!.Value;
        Assert.True(PartitionCodec.TryDecode(row, out var record));
        _cluster.Store("main").BeforeCommit = commit =>
        {
            // The mover is about to give the range away: a writer arrives just now.
            if (KeymapCluster.IsFlip(commit)) _cluster.Late ??= _cluster.PutAsync("late");
        };

        Assert.Equal(MoveOutcome.Moved, await _cluster.Control.CarryOutMoveAsync(default, Cancel));
        Assert.NotNull(_cluster.Late);
        await _cluster.Late;

        Assert.NotNull(await _cluster.Store("second").ReadAsync(RowKeys.Object(KeymapCluster.Bucket, ObjectKey.From("late")), Cancel));
        Assert.Equal(["a", "late"], await _cluster.ListAsync());
    }

    [Fact]
    public async Task Write_SourceStaysFrozen_TakesTheMoveBackAndGoesOn()
    {
        await _cluster.PutAsync("a");
        await _cluster.Control.BeginMoveAsync(default, "second", Cancel);
        _cluster.Store("main").BeforeCommit = static commit =>
        {
            if (KeymapCluster.IsFlip(commit)) throw new StorageException(StorageErrorCode.IndexUnavailable, "The mover dies before the flip.");
        };
        await Assert.ThrowsAsync<StorageException>(async () => await _cluster.Control.CarryOutMoveAsync(default, Cancel));
        _cluster.Store("main").BeforeCommit = null;

        await _cluster.PutAsync("b");

        Assert.Null(Assert.Single((await _cluster.Control.ReconcileAsync(Cancel)).Entries).MoveTarget);
        Assert.Equal(["a", "b"], await _cluster.ListAsync());
        await _cluster.MoveAsync(default, "second");
        Assert.Equal(["a", "b"], await _cluster.ListAsync());
    }

    /// <summary>
    /// A gateway that read the keymap when the target owned the range once, and asks that database only now, in the middle of another move to it, must not
    /// take the incoming partition for the owner: the move may be taken back.
    /// </summary>
    [Fact]
    public async Task Write_KeymapOfAnEarlierOwnership_DoesNotGoToAnIncomingPartition()
    {
        await _cluster.PutAsync("a");
        await _cluster.Control.SplitAsync(default, [KeymapCluster.At("m")], Cancel);
        await _cluster.MoveAsync(KeymapCluster.At("m"), "second");
        var gateway = _cluster.OtherProcess();
        await gateway.PutAsync("b");
        await _cluster.MoveAsync(KeymapCluster.At("m"), "main");
        await _cluster.Control.BeginMoveAsync(KeymapCluster.At("m"), "second", Cancel);
        _cluster.Store("main").BeforeCommit = static commit =>
        {
            if (KeymapCluster.IsFlip(commit)) throw new StorageException(StorageErrorCode.IndexUnavailable, "The mover dies before the flip.");
        };
        await Assert.ThrowsAsync<StorageException>(async () => await _cluster.Control.CarryOutMoveAsync(KeymapCluster.At("m"), Cancel));
        _cluster.Store("main").BeforeCommit = null;

        var write = gateway.PutAsync("z");
        await _cluster.Control.CancelMoveAsync(KeymapCluster.At("m"), Cancel);
        await write;

        Assert.NotNull(await _cluster.Store("main").ReadAsync(RowKeys.Object(KeymapCluster.Bucket, ObjectKey.From("z")), Cancel));
        Assert.Equal(["a", "b", "z"], await _cluster.ListAsync());
    }

    /// <summary>A mover has no answer to its flip, and another one goes on before it is applied: the source's rows must not replace what is acknowledged since.</summary>
    [Fact]
    public async Task Write_FlipAppliedAfterAnotherMoverWentOn_StaysAsAcknowledged()
    {
        await _cluster.PutAsync("a", "old");
        await _cluster.Control.BeginMoveAsync(default, "second", Cancel);
        var other = _cluster.OtherConnections();
        var flip = await CarryOutUntilFlipAsync();
        var source = new HeldRead(other.Store("main"), number: 2);
        var move = other.Control.CarryOutMoveAsync(default, Cancel).AsTask();

        await FlipAndPutAsync(flip, source, move);

        Assert.Equal("new", await _cluster.GetAsync("a"));
    }

    /// <summary>The same with a mover that read the entry before the one that flips did, and takes the target after it.</summary>
    [Fact]
    public async Task Write_FlipAppliedAfterAnEarlierMoverTookTheTarget_StaysAsAcknowledged()
    {
        await _cluster.PutAsync("a", "old");
        await _cluster.Control.BeginMoveAsync(default, "second", Cancel);
        var other = _cluster.OtherConnections();
        var target = new HeldRead(other.Store("second"), number: 1);
        var source = new HeldRead(other.Store("main"), number: 2);
        var move = other.Control.CarryOutMoveAsync(default, Cancel).AsTask();
        await target.Reached;
        var flip = await CarryOutUntilFlipAsync();
        target.LetGo();

        await FlipAndPutAsync(flip, source, move);

        Assert.Equal("new", await _cluster.GetAsync("a"));
    }

    /// <summary>The curator dies right after the flip; before anybody has looked, a further move is begun and taken back, which gives the entry a later epoch.</summary>
    [Fact]
    public async Task Reconcile_FurtherMoveTakenBackAfterAFlip_KeepsTheNewOwner()
    {
        await _cluster.PutAsync("a");
        await _cluster.Control.BeginMoveAsync(default, "second", Cancel);
        _cluster.Store("main").AfterCommit = static commit =>
        {
            if (KeymapCluster.IsFlip(commit)) throw new StorageException(StorageErrorCode.IndexUnavailable, "The mover dies after the flip.");
        };
        await Assert.ThrowsAsync<StorageException>(async () => await _cluster.Control.CarryOutMoveAsync(default, Cancel));
        _cluster.Store("main").AfterCommit = null;
        Assert.Equal(KeymapOutcome.Applied, await _cluster.Control.BeginMoveAsync(default, "main", Cancel));
        Assert.Equal(KeymapOutcome.Applied, await _cluster.Control.CancelMoveAsync(default, Cancel));

        await _cluster.PutAsync("b");
        await _cluster.Control.ReconcileAsync(Cancel);
        await _cluster.Control.DeleteDiscardedAsync(Cancel);

        Assert.Equal(["a", "b"], await _cluster.ListAsync());
        Assert.Equal("second", Assert.Single(await _cluster.Control.ListAsync(Cancel)).Database);
    }

    /// <summary>A database that does not answer: those who need it fail together, and nobody else waits for it.</summary>
    [Fact]
    public async Task Read_DatabaseHangs_HoldsUpOnlyItsOwnKeys()
    {
        await _cluster.PutAsync("a");
        await _cluster.Control.SplitAsync(default, [KeymapCluster.At("m")], Cancel);
        await _cluster.MoveAsync(KeymapCluster.At("m"), "second");
        await _cluster.PutAsync("z");
        var gateway = _cluster.OtherProcess();
        var answer = new TaskCompletionSource();
        _cluster.Store("second").BeforeRead = () => answer.Task;

        var hanging = Enumerable.Range(0, 10).Select(_ => gateway.GetAsync("z")).ToArray();
        Assert.Equal("", await gateway.GetAsync("a"));
        Assert.All(hanging, static read => Assert.False(read.IsCompleted));
        answer.SetException(new StorageException(StorageErrorCode.IndexUnavailable, "It does not answer."));

        foreach (var read in hanging) Assert.Equal(StorageErrorCode.IndexUnavailable, (await Assert.ThrowsAsync<StorageException>(() => read)).Code);
        _cluster.Store("second").BeforeRead = null;
        Assert.Equal("", await gateway.GetAsync("z"));
    }

    [Fact]
    public async Task Commit_WithTheFenceOfBeforeAMove_IsStale()
    {
        await _cluster.PutAsync("a");
        var (record, row) = Assert.Single(await KeymapRows.ReadPartitionsAsync(_cluster.Databases.Catalog.Store, Cancel));
        var partition = new Partition(_cluster.Databases.Catalog, record, row.Revision, new PartitionHeat(record.Start, record.Epoch));
        await _cluster.MoveAsync(default, "second");

        var exception = await Assert.ThrowsAsync<StorageException>(async () => await partition.CommitAsync(partition.BeginCommit(), Cancel));
        Assert.Equal(StorageErrorCode.StaleEpoch, exception.Code);
        exception = await Assert.ThrowsAsync<StorageException>(async () => await partition.ReadAsync(RowKeys.Fence(KeymapCluster.Bucket), Cancel));
        Assert.Equal(StorageErrorCode.StaleEpoch, exception.Code);
        exception = await Assert.ThrowsAsync<StorageException>(async () => await partition.ScanAsync(partition.RowsOf(RowFamily.Object), 1, Cancel));
        Assert.Equal(StorageErrorCode.StaleEpoch, exception.Code);
    }

    [Fact]
    public async Task Get_DamagedRow_IsCorruptIndex()
    {
        await _cluster.PutAsync("a");
        await _cluster.Store("main").CommitAsync(new CommitBuilder().Put(RowKeys.Object(KeymapCluster.Bucket, ObjectKey.From("a")), new byte[20]).Build(), Cancel);

        var exception = await Assert.ThrowsAsync<StorageException>(async () => await _cluster.GetAsync("a"));
        Assert.Equal(StorageErrorCode.CorruptIndex, exception.Code);
        await Assert.ThrowsAsync<StorageException>(async () => await _cluster.Index.ListAsync(KeymapCluster.Bucket, new ObjectListQuery(default, default, default, 10), Cancel));
        await Assert.ThrowsAsync<StorageException>(() => _cluster.PutAsync("a"));
    }

    /// <summary>Carries the move out up to the flip, which is not applied yet. The source keeps the note of a write that came just before it was frozen.</summary>
    private async Task<Commit> CarryOutUntilFlipAsync()
    {
        Commit? flip = null;
        _cluster.Store("main").BeforeCommit = commit =>
        {
            if (!KeymapCluster.IsFlip(commit)) return;
            flip = commit;
            throw new StorageException(StorageErrorCode.IndexUnavailable, "The flip has no answer.");
        };
        await Assert.ThrowsAsync<StorageException>(async () => await _cluster.Control.CarryOutMoveAsync(default, Cancel));
        _cluster.Store("main").BeforeCommit = null;
        var note = RowKeys.Change(RowKeys.Object(KeymapCluster.Bucket, ObjectKey.From("a")));
        await _cluster.Store("main").CommitAsync(new CommitBuilder().Put(note, default).Build(), Cancel);
        return flip!;
    }

    /// <summary>Applies the flip while another mover is held before it reads the source, and writes before that one goes on.</summary>
    private async Task FlipAndPutAsync(Commit flip, HeldRead source, Task move)
    {
        await Task.WhenAny(source.Reached, move);
        await _cluster.Store("main").CommitAsync(flip, Cancel);
        var write = _cluster.PutAsync("a", "new");
        await Task.WhenAny(write, Task.Delay(TimeSpan.FromMilliseconds(500), Cancel));
        source.LetGo();
        await move;
        await write;
    }

    /// <summary>Holds one read of a store, the first being number 1, until it is let go.</summary>
    private sealed class HeldRead
    {
        private readonly TaskCompletionSource _reached = new();
        private readonly TaskCompletionSource _released = new();
        private int _count;

        public HeldRead(FaultyStore store, int number) => store.BeforeRead = () =>
        {
            if (Interlocked.Increment(ref _count) != number) return Task.CompletedTask;
            _reached.TrySetResult();
            return _released.Task;
        };

        public Task Reached => _reached.Task;

        public void LetGo() => _released.TrySetResult();
    }
}
