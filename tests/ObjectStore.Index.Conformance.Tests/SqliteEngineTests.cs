using ObjectStore.Core.Errors;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Sqlite;
using Xunit;
using static ObjectStore.Index.Conformance.RowText;

namespace ObjectStore.Index.Conformance;

/// <summary>What only the SQLite engine must do: keep rows, refuse files, and fail cleanly.</summary>
public sealed class SqliteEngineTests : IDisposable
{
    private readonly SqliteFixture _fixture = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task Open_Again_KeepsRowsAndRaisesRevisions()
    {
        CommitResult first;
        await using (var store = _fixture.Open()) first = await store.CommitAsync(Put("a", "1"), Cancel);

        await using var again = _fixture.Open();
        var second = await again.CommitAsync(Put("b", "2"), Cancel);

        Assert.Equal(first.Revision, (await again.ReadAsync(Bytes("a"), Cancel))?.Revision);
        Assert.True(second.Revision > first.Revision);
    }

    [Fact]
    public async Task Open_WhileOpen_IsRefused()
    {
        await using var store = _fixture.Open();

        var exception = Assert.Throws<StorageException>(() => _fixture.Open());
        Assert.Equal(StorageErrorCode.Refused, exception.Code);
        Assert.Contains("in use", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_AfterRefusal_WorksOnceTheOtherHasClosed()
    {
        var store = _fixture.Open();
        Assert.Throws<StorageException>(() => _fixture.Open());
        await store.DisposeAsync();

        await using var again = _fixture.Open();
        Assert.True((await again.CommitAsync(Put("a", "1"), Cancel)).IsApplied);
    }

    [Theory]
    [InlineData("PRAGMA user_version = 2", "later one")]
    [InlineData("PRAGMA application_id = 7", "another program")]
    public async Task Open_FileOfAnotherRelease_IsRefusedWithAdvice(string change, string advice)
    {
        await using (_fixture.Open())
        {
        }

        using (var connection = SqliteConnection.Open(_fixture.Options.Path, isReadOnly: false, 1 << 20)) connection.Execute(change);

        var exception = Assert.Throws<StorageException>(() => _fixture.Open());
        Assert.Equal(StorageErrorCode.Refused, exception.Code);
        Assert.Contains(advice, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_FileThatIsNoDatabase_IsCorrupt()
    {
        await File.WriteAllTextAsync(_fixture.Options.Path, new string('x', 8192), Cancel);

        Assert.Equal(StorageErrorCode.CorruptIndex, Assert.Throws<StorageException>(() => _fixture.Open()).Code);
    }

    [Fact]
    public async Task Commit_DatabaseFull_FailsAsFullAndReadsGoOn()
    {
        await using var store = SqliteOrderedStore.Open(_fixture.Options with { DatabaseBytesMax = 1 << 20 });
        var value = new string('v', 100_000);
        var stored = 0;
        var failure = await Assert.ThrowsAsync<StorageException>(async () =>
        {
            for (; stored < 1000; stored++) await store.CommitAsync(Put($"{stored:D4}", value), Cancel);
        });

        Assert.Equal(StorageErrorCode.IndexFull, failure.Code);
        Assert.Equal(stored, (await store.ScanAsync(default, 1000, reverse: false, Cancel)).Count);
        await store.CommitAsync(Delete("0000"), Cancel);
        Assert.True((await store.CommitAsync(Put("0000", "small"), Cancel)).IsApplied);
        Assert.Empty(await store.CheckAsync(Cancel));
    }

    /// <summary>Codes as SQLite documents them: what a full disk shows as, and the nearest one that is no sign of it.</summary>
    [Theory]
    [InlineData(13, StorageErrorCode.IndexFull)]
    [InlineData(4874, StorageErrorCode.IndexFull)]
    [InlineData(5130, StorageErrorCode.IndexUnavailable)]
    public void Failure_OfADisk_IsToldApartFromAFullOne(int result, StorageErrorCode expected) => Assert.Equal(expected, SqliteFailure.Create(result, "disk").Code);

    [Fact]
    public async Task Commit_QueueAtBound_IsOverloadedAtOnce()
    {
        await using var store = SqliteOrderedStore.Open(_fixture.Options with { QueuedCommitsMax = 4, GroupCommitsMax = 1 });

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 200).Select(async i =>
        {
            try
            {
                return (await store.CommitAsync(Put($"{i}", "1"), Cancel)).IsApplied;
            }
            catch (StorageException exception) when (exception.Code == StorageErrorCode.Overloaded)
            {
                return false;
            }
        }));

        Assert.Contains(false, outcomes);
        Assert.Equal(outcomes.Count(applied => applied), (await store.ScanAsync(default, 1000, reverse: false, Cancel)).Count);
    }

    [Fact]
    public async Task Commit_CanceledWhileQueued_IsEitherAppliedOrNever()
    {
        await using var store = SqliteOrderedStore.Open(_fixture.Options with { GroupCommitsMax = 1 });
        using var cancel = new CancellationTokenSource();

        var commits = Enumerable.Range(0, 100).Select(async i =>
        {
            try
            {
                if (i == 50) await cancel.CancelAsync();
                return (await store.CommitAsync(Put($"{i:D3}", "1"), cancel.Token)).IsApplied;
            }
            catch (OperationCanceledException)
            {
                return false;
            }
        });
        var applied = await Task.WhenAll(commits);

        await store.CommitAsync(Put("end", "1"), Cancel);
        var rows = await store.ScanAsync(new KeyRange(default, Bytes("e")), 1000, reverse: false, Cancel);
        Assert.Equal(applied.Select((isApplied, i) => (isApplied, i)).Where(x => x.isApplied).Select(x => $"{x.i:D3}=1"), rows.Select(row => row.Text()));
        Assert.Contains(false, applied);
    }

    [Fact]
    public async Task Read_AfterDispose_IsUnavailable()
    {
        var store = _fixture.Open();
        await store.DisposeAsync();
        await store.DisposeAsync();

        Assert.Equal(StorageErrorCode.IndexUnavailable, (await Assert.ThrowsAsync<StorageException>(async () => await store.ReadAsync(Bytes("a"), Cancel))).Code);
        Assert.Equal(StorageErrorCode.IndexUnavailable, (await Assert.ThrowsAsync<StorageException>(async () => await store.CommitAsync(Put("a", ""), Cancel))).Code);
    }

    [Fact]
    public async Task Snapshot_BeyondBound_IsOverloadedUntilOneCloses()
    {
        await using var store = SqliteOrderedStore.Open(_fixture.Options with { SnapshotsMax = 1 });
        await using (await store.OpenSnapshotAsync(Cancel))
        {
            var failure = await Assert.ThrowsAsync<StorageException>(async () => await store.OpenSnapshotAsync(Cancel));
            Assert.Equal(StorageErrorCode.Overloaded, failure.Code);
        }

        await using var again = await store.OpenSnapshotAsync(Cancel);
        Assert.Empty(await again.ScanAsync(default, 1, Cancel));
    }

    [Fact]
    public async Task Snapshot_OpenWhenTheStoreCloses_IsUnavailable()
    {
        var store = _fixture.Open();
        await using var snapshot = await store.OpenSnapshotAsync(Cancel);
        await store.DisposeAsync();

        var failure = await Assert.ThrowsAsync<StorageException>(async () => await snapshot.ScanAsync(default, 10, Cancel));
        Assert.Equal(StorageErrorCode.IndexUnavailable, failure.Code);
        await using var again = _fixture.Open();
        Assert.True((await again.CommitAsync(Put("a", "1"), Cancel)).IsApplied);
    }

    [Fact]
    public async Task Snapshot_Disposed_LetsTheLogShrinkAgain()
    {
        const int LogBytes = 32 + 32 * (4096 + 24);
        var log = new FileInfo(_fixture.Options.Path + "-wal");
        await using var store = SqliteOrderedStore.Open(_fixture.Options with { CheckpointPages = 32 });
        await using (await store.OpenSnapshotAsync(Cancel)) await CommitManyAsync();

        log.Refresh();
        Assert.True(log.Length > 4 * LogBytes, $"The log has {log.Length} bytes.");
        await CommitManyAsync();
        log.Refresh();
        Assert.InRange(log.Length, 1, 4 * LogBytes);

        async Task CommitManyAsync()
        {
            for (var i = 0; i < 300; i++) await store.CommitAsync(Put($"{i}", new string('v', 3000)), Cancel);
        }
    }

    [Fact]
    public async Task Commit_ManyGroups_KeepsTheLogSmall()
    {
        await using var store = SqliteOrderedStore.Open(_fixture.Options with { CheckpointPages = 32 });
        for (var i = 0; i < 300; i++) await store.CommitAsync(Put($"{i}", new string('v', 3000)), Cancel);

        Assert.InRange(new FileInfo(_fixture.Options.Path + "-wal").Length, 1, 64 * 4096 * 2);
    }
}
