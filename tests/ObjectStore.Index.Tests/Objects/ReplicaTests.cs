using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.InMemory;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.Objects;
using ObjectStore.Index.Objects.Outbox;
using Xunit;

namespace ObjectStore.Index.Tests.Objects;

public sealed class ReplicaTests
{
    private static readonly ObjectKey Key = ObjectKey.From("k");
    private static readonly BucketId Bucket = Samples.Bucket;

    private readonly ObjectIndex _index;
    private readonly ICatalog _catalog;
    private readonly OutboxQueue _outbox;

    public ReplicaTests()
    {
        var router = new KeymapRouter(IndexDatabases.Of(new InMemoryOrderedStore()), TimeProvider.System);
        (_index, _catalog, _outbox) = (new ObjectIndex(router, TimeProvider.System), new ObjectStore.Index.Catalog.Catalog(router, TimeProvider.System), new OutboxQueue(router));
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1, 2, 3)]
    [InlineData(3, 2, 1)]
    [InlineData(2, 3, 1)]
    public async Task Put_ReplicasInAnyOrder_AreInTheOrderOfTheirIds(params int[] order)
    {
        await CreateBucketAsync(BucketVersioning.Enabled);

        foreach (var number in order) Assert.Equal(WriteOutcome.Applied, (await PutAsync(Replica(number, isMarker: number == 3))).Outcome);

        Assert.Equal((int[])[3, 2, 1], await NumbersAsync());
        Assert.Null(await _index.GetAsync(Bucket, Key, Cancel));
        await _index.DeleteAsync(Bucket, Key, new ObjectDeletion { Version = NameOf(3) }, Cancel);
        Assert.Equal("2", (await _index.GetAsync(Bucket, Key, Cancel))!.ETag);
        await _index.DeleteAsync(Bucket, Key, new ObjectDeletion { Version = NameOf(2) }, Cancel);
        Assert.Equal("1", (await _index.GetAsync(Bucket, Key, Cancel))!.ETag);
    }

    [Fact]
    public async Task Put_ReplicaThatIsThere_ChangesNothing()
    {
        await CreateBucketAsync(BucketVersioning.Enabled);
        await PutAsync(Replica(1));
        await PutAsync(Replica(2));
        await _index.UpdateAsync(Bucket, Key, NameOf(1), new ObjectUpdate.SetTags([new("a", "b")]), Cancel);

        Assert.Equal(WriteOutcome.AlreadyThere, (await PutAsync(Replica(1))).Outcome);
        Assert.Equal(WriteOutcome.AlreadyThere, (await PutAsync(Replica(2))).Outcome);

        Assert.Equal((int[])[2, 1], await NumbersAsync());
        Assert.Single((await _index.GetVersionAsync(Bucket, Key, NameOf(1), Cancel))!.Tags);
        Assert.Empty((await _index.ListGarbageAsync(default, DateTimeOffset.MaxValue, 10, Cancel)).Entries);
    }

    [Theory]
    [InlineData(BucketVersioning.Never)]
    [InlineData(BucketVersioning.Suspended)]
    public async Task Put_ReplicaWithoutVersions_IsRefused(BucketVersioning versioning)
    {
        await CreateBucketAsync(versioning);

        Assert.Equal(WriteOutcome.NotVersioned, (await PutAsync(Replica(1))).Outcome);
    }

    /// <summary>An object from before versioning has no row among the versions: a replica older than it must stay reachable when it goes.</summary>
    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public async Task Put_ReplicaBesideAnObjectFromBeforeVersioning_KeepsBoth(int days)
    {
        await CreateBucketAsync(BucketVersioning.Never);
        await PutAsync(Samples.Empty with { ETag = "old", LastModified = Samples.QueuedAt });
        await _catalog.ChangeRulesAsync((await _catalog.GetBucketAsync("bucket", Cancel))!, rules => rules with { Versioning = BucketVersioning.Enabled }, Cancel);
        var id = VersionId.OfTime(Samples.QueuedAt.AddDays(days));

        await PutAsync(Samples.Empty with { ETag = "replica", Version = id, Replication = StoredReplication.Replica });

        var current = days > 0 ? "replica" : "old";
        Assert.Equal(current, (await _index.GetAsync(Bucket, Key, Cancel))!.ETag);
        Assert.Equal("old", (await _index.GetVersionAsync(Bucket, Key, VersionName.Null, Cancel))!.ETag);
        await _index.DeleteAsync(Bucket, Key, new ObjectDeletion { Version = days > 0 ? VersionName.Of(id) : VersionName.Null }, Cancel);
        Assert.Equal(days > 0 ? "old" : "replica", (await _index.GetAsync(Bucket, Key, Cancel))!.ETag);
    }

    [Fact]
    public async Task Put_Marked_SaysSoInItsRowAndTheOutbox()
    {
        await CreateBucketAsync(BucketVersioning.Enabled);

        var written = await _index.Announcing(new Marking()).PutAsync(Bucket, Key, Samples.Empty, default, Cancel);
        await _index.Announcing(new Marking()).DeleteAsync(Bucket, Key, default, Cancel);

        Assert.True((await _index.GetVersionAsync(Bucket, Key, written.Version, Cancel))!.Replication!.WaitsFor("there"));
        Assert.True((await _index.GetVersionAsync(Bucket, Key, null, Cancel))!.Replication!.WaitsFor("there"));
        Assert.Equal(["kept there", "marker there"], (await _outbox.ListAsync(null, default, 10, Cancel)).Entries.Select(static entry => entry.Message.Destination));
    }

    [Fact]
    public async Task Update_Replication_TellsNobodyAndIsOfMarkersToo()
    {
        await CreateBucketAsync(BucketVersioning.Enabled);
        await _index.Announcing(new Marking()).PutAsync(Bucket, Key, Samples.Empty, default, Cancel);
        var marker = await _index.Announcing(new Marking()).DeleteAsync(Bucket, Key, default, Cancel);
        var update = new ObjectUpdate.ChangeReplication(static record => record.Replication?.Without("there", isGivenUp: false));

        Assert.Equal(WriteOutcome.Applied, (await _index.UpdateAsync(Bucket, Key, marker.Version, update, Cancel)).Outcome);

        Assert.Equal(ReplicationStatus.Completed, (await _index.GetVersionAsync(Bucket, Key, null, Cancel))!.Replication!.Status);
        Assert.Equal(2, (await _outbox.ListAsync(null, default, 10, Cancel)).Entries.Count);
        Assert.Equal(WriteOutcome.PreconditionFailed, (await _index.UpdateAsync(Bucket, Key, marker.Version, new ObjectUpdate.ChangeReplication(static _ => null), Cancel)).Outcome);
    }

    [Fact]
    public async Task Without_OneOfTwo_WaitsForTheOther()
    {
        var waiting = StoredReplication.WaitingFor(null, ["b", "a"]);

        Assert.Equal(["a", "b"], waiting.Waiting);
        Assert.Equal(ReplicationStatus.Pending, waiting.Without("a", isGivenUp: false).Status);
        Assert.Equal(ReplicationStatus.Completed, waiting.Without("a", isGivenUp: false).Without("b", isGivenUp: false).Status);
        Assert.Equal(ReplicationStatus.Failed, waiting.Without("a", isGivenUp: true).Without("b", isGivenUp: false).Status);
        await Task.CompletedTask;
    }

    private async Task CreateBucketAsync(BucketVersioning versioning) =>
        await _catalog.CreateBucketAsync(new BucketRecord("bucket", Bucket, "owner", DateTimeOffset.UnixEpoch, "r") { Rules = new BucketRules { Versioning = versioning } }, Cancel);

    private ValueTask<WriteResult> PutAsync(ObjectRecord record) => _index.PutAsync(Bucket, Key, record, default, Cancel);

    private async Task<int[]> NumbersAsync() =>
        [.. (await _index.ListVersionsAsync(Bucket, new ObjectListQuery(default, default, default, 100), null, Cancel)).Versions.Select(static item => (int)(item.Version.Id.Value >> 100))];

    private static VersionName NameOf(int number) => VersionName.Of(new VersionId((UInt128)(uint)number << 100));

    private static ObjectRecord Replica(int number, bool isMarker = false) => Samples.Empty with
    {
        ETag = isMarker ? "" : $"{number}",
        IsDeleteMarker = isMarker,
        Version = NameOf(number).Id,
        Replication = StoredReplication.Replica,
    };

    private sealed class Marking : IChangeNotices
    {
        public ObjectRecord Mark(ObjectKey key, ObjectRecord record) => record with { Replication = StoredReplication.WaitingFor(record.Replication, ["there"]) };

        public IReadOnlyList<OutboxMessage> Of(in PlannedChange change)
        {
            var what = change.Record.IsDeleteMarker ? "marker" : "kept";
            return [.. change.Record.Replication!.Waiting.Select(destination => new OutboxMessage(OutboxConsumer.Replication, $"{what} {destination}", default))];
        }
    }
}
