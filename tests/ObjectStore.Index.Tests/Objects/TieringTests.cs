using ObjectStore.Core.Identifiers;
using ObjectStore.Core.Stripes;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Objects;
using ObjectStore.Index.Rows;
using ObjectStore.Index.Tests.Keymap;
using Xunit;

namespace ObjectStore.Index.Tests.Objects;

/// <summary>What rows say of when versions were read and where they lie, and that no writer has to care.</summary>
public sealed class TieringTests : IAsyncLifetime
{
    private static readonly ObjectKey Key = ObjectKey.From("k");
    private static readonly DateTimeOffset ReadAt = new(2026, 2, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly KeymapCluster _cluster = new("main");
    private ulong _writes;

    public static TheoryData<string, bool> Writes
    {
        get
        {
            var data = new TheoryData<string, bool>();
            foreach (var write in new[] { "put", "delete", "delete-version", "tags", "move", "restore" })
            {
                data.Add(write, false);
                data.Add(write, true);
            }

            return data;
        }
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static BucketId Bucket => KeymapCluster.Bucket;

    private FaultyStore Store => _cluster.Store("main");

    public async ValueTask InitializeAsync() => await _cluster.EnsureBucketAsync();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task NoteAccess_Version_ChangesNothingElse(bool hasVersions)
    {
        if (hasVersions) await EnableVersionsAsync();
        var before = await PutAsync();

        Assert.Equal(WriteOutcome.Applied, await NoteAsync(before.Name));

        var tiering = new StoredTiering(ReadAt, StorageTier.Frequent);
        Assert.Equivalent(before with { Tiering = tiering }, await GetAsync(), strict: true);
        Assert.Equivalent(before with { Tiering = tiering }, (await _cluster.Index.GetVersionAsync(Bucket, Key, before.Name, Cancel))! with { NullVersion = before.NullVersion }, strict: true);
        Assert.Equal(tiering, Assert.Single((await _cluster.Index.ListVersionsAsync(Bucket, new ObjectListQuery(default, default, default, 10), null, Cancel)).Versions).Listed.Tiering);
        Assert.Empty((await _cluster.Index.ListGarbageAsync(default, DateTimeOffset.MaxValue, 10, Cancel)).Entries);
    }

    [Fact]
    public async Task NoteAccess_CoveredVersion_LeavesTheCurrentOne()
    {
        await EnableVersionsAsync();
        var covered = await PutAsync();
        var current = await PutAsync();

        Assert.Equal(WriteOutcome.Applied, await NoteAsync(covered.Name));

        Assert.Null((await GetAsync()).Tiering);
        Assert.Equal(current.Name, (await GetAsync()).Name);
        Assert.Equal(ReadAt, (await _cluster.Index.GetVersionAsync(Bucket, Key, covered.Name, Cancel))!.Tiering!.Value.AccessedAt);
    }

    [Theory]
    [InlineData(false, WriteOutcome.PreconditionFailed)]
    [InlineData(true, WriteOutcome.NoSuchKey)]
    public async Task NoteAccess_NotWantedOrGone_ChangesNothing(bool isGone, WriteOutcome expected)
    {
        var version = (await PutAsync()).Name;
        if (isGone) await _cluster.Index.DeleteAsync(Bucket, Key, default, Cancel);
        var commits = 0;
        Store.BeforeCommit = _ => commits++;

        Assert.Equal(expected, await NoteAsync(version, isWanted: false));

        Assert.Equal(0, commits);
        Assert.Null((await _cluster.Index.GetAsync(Bucket, Key, Cancel))?.Tiering);
    }

    /// <summary>Goal: nobody waits for a note. Method: a client writes in the middle of its commit, which it could not while the note held the lock of the key.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task NoteAccess_MeetsAWrite_GivesWay(bool isSameVersion)
    {
        var version = (await PutAsync()).Name;
        var commits = 0;
        Store.BeforeCommit = _ =>
        {
            if (++commits > 1) return;
            Task write = isSameVersion ? TagAsync() : PutAsync();
            Assert.True(write.IsCompletedSuccessfully, "The client waits for the note.");
        };

        Assert.Equal(WriteOutcome.PreconditionFailed, await NoteAsync(version));

        Assert.Equal(2, commits);
        Assert.Null((await GetAsync()).Tiering);
    }

    /// <summary>Goal: a client's write that meets a note succeeds, whatever it asks of the object. Method: a note is committed between its look and its commit.</summary>
    [Theory]
    [MemberData(nameof(Writes))]
    public async Task Write_MeetsANote_IsAppliedAllTheSame(string write, bool hasVersions)
    {
        if (hasVersions) await EnableVersionsAsync();
        var before = await PutAsync();
        var notes = 0;
        Store.BeforeCommit = _ =>
        {
            if (notes++ > 0) return;
            var note = NoteAsync(before.Name);
            Assert.True(note is { IsCompletedSuccessfully: true, Result: WriteOutcome.Applied });
        };

        Assert.Equal(WriteOutcome.Applied, await ApplyAsync(write, before));

        // The write was refused once, and planned again.
        Assert.Equal(3, notes);
        Store.BeforeCommit = null;
        var kept = await _cluster.Index.GetVersionAsync(Bucket, Key, before.Name, Cancel);
        Assert.Equal(write is "tags" or "restore" || (hasVersions && write is "put" or "delete") ? ReadAt : null, kept is { IsDeleteMarker: false } && kept.Runs.SequenceEqual(before.Runs) ? kept.Tiering?.AccessedAt : null);
    }

    [Fact]
    public async Task NoteAccess_DatabaseWithoutTheBucketsFence_LeavesItSo()
    {
        var version = (await PutAsync()).Name;
        byte[] fence = RowKeys.Fence(Bucket);
        await Store.CommitAsync(new([], [], [fence]), Cancel);

        Assert.Equal(WriteOutcome.PreconditionFailed, await NoteAsync(version));

        Assert.Null(await Store.ReadAsync(fence, Cancel));
    }

    [Fact]
    public async Task SetTier_NotedVersion_KeepsItsAccess()
    {
        var version = (await PutAsync()).Name;
        await NoteAsync(version);

        Assert.Equal(WriteOutcome.Applied, (await _cluster.Index.UpdateAsync(Bucket, Key, version, new ObjectUpdate.SetTier(StorageTier.Between, static _ => true), Cancel)).Outcome);
        Assert.Equal(WriteOutcome.PreconditionFailed, (await _cluster.Index.UpdateAsync(Bucket, Key, version, new ObjectUpdate.SetTier(StorageTier.Frequent, static _ => false), Cancel)).Outcome);
        Assert.Equal(new StoredTiering(ReadAt, StorageTier.Between), (await GetAsync()).Tiering);
        await NoteAsync(version, at: ReadAt.AddDays(1));

        Assert.Equal(new StoredTiering(ReadAt.AddDays(1), StorageTier.Between), (await GetAsync()).Tiering);
    }

    [Fact]
    public async Task SetTier_VersionThatWasNeverRead_CountsFromWhenItWasMade()
    {
        var version = await PutAsync();

        await _cluster.Index.UpdateAsync(Bucket, Key, version.Name, new ObjectUpdate.SetTier(StorageTier.Infrequent, static _ => true), Cancel);

        Assert.Equal(new StoredTiering(version.LastModified, StorageTier.Infrequent), (await GetAsync()).Tiering);
    }

    private async Task<WriteOutcome> ApplyAsync(string write, ObjectRecord before) => write switch
    {
        "put" => (await _cluster.Index.PutAsync(Bucket, Key, RecordOf(), new WriteCondition(MustNotExist: false, before.ETag), Cancel)).Outcome,
        "delete" => (await _cluster.Index.DeleteAsync(Bucket, Key, new ObjectDeletion { Condition = new WriteCondition(MustNotExist: false, before.ETag) }, Cancel)).Outcome,
        "delete-version" => (await _cluster.Index.DeleteAsync(Bucket, Key, new ObjectDeletion { Version = before.Name }, Cancel)).Outcome,
        "tags" => await TagAsync(),
        "restore" => (await _cluster.Index.UpdateAsync(Bucket, Key, before.Name, new ObjectUpdate.SetRestore(new StoredRestore(new UploadId(5), 1, Until: null, []), static _ => true), Cancel)).Outcome,
        _ => await _cluster.Index.MoveAsync(
            Bucket,
            Key,
            new ObjectMove { Version = before.Name, LastModified = before.LastModified, From = before.Runs, To = RunsOf(), StorageClass = null, Tiering = static _ => null, IsDue = static _ => true },
            Cancel),
    };

    private async Task<WriteOutcome> NoteAsync(VersionName version, bool isWanted = true, DateTimeOffset? at = null) =>
        (await _cluster.Index.UpdateAsync(Bucket, Key, version, new ObjectUpdate.NoteAccess(at ?? ReadAt, _ => isWanted), Cancel)).Outcome;

    private async Task<WriteOutcome> TagAsync() => (await _cluster.Index.UpdateAsync(Bucket, Key, null, new ObjectUpdate.SetTags([new("a", "b")]), Cancel)).Outcome;

    private async Task EnableVersionsAsync()
    {
        var bucket = (await _cluster.Catalog.GetBucketAsync("bucket", Cancel))!;
        Assert.NotNull(await _cluster.Catalog.ChangeRulesAsync(bucket, static rules => rules with { Versioning = BucketVersioning.Enabled }, Cancel));
    }

    private StripeRun[] RunsOf() => [new StripeRun(new StripeId(1, ++_writes << 32), new PlacementGroupId(1), ErasureProfile.Replicated, 1, 10, 10)];

    private ObjectRecord RecordOf() => Samples.Empty with { Size = 10, StorageClass = "INTELLIGENT_TIERING", Runs = RunsOf() };

    private async Task<ObjectRecord> PutAsync()
    {
        Assert.Equal(WriteOutcome.Applied, (await _cluster.Index.PutAsync(Bucket, Key, RecordOf(), default, Cancel)).Outcome);
        return await GetAsync();
    }

    private async Task<ObjectRecord> GetAsync() => (await _cluster.Index.GetAsync(Bucket, Key, Cancel))!;
}
