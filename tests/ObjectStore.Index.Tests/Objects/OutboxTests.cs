using System.Text;
using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.InMemory;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.Objects;
using ObjectStore.Index.Objects.Outbox;
using ObjectStore.Index.Tests.Keymap;
using Xunit;

namespace ObjectStore.Index.Tests.Objects;

public sealed class OutboxTests : IAsyncDisposable
{
    private static readonly ObjectKey Key = ObjectKey.From("k");

    private readonly CountingStore _store = new(new InMemoryOrderedStore());
    private readonly Notices _notices = new();
    private readonly ObjectIndex _silent;
    private readonly IObjectIndex _index;
    private readonly OutboxQueue _outbox;
    private readonly Index.Catalog.Catalog _catalog;

    public OutboxTests()
    {
        var router = new KeymapRouter(IndexDatabases.Of(_store), TimeProvider.System);
        _catalog = new Index.Catalog.Catalog(router, TimeProvider.System);
        _silent = new ObjectIndex(router, TimeProvider.System);
        _index = _silent.Announcing(_notices);
        _outbox = new OutboxQueue(router);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static BucketId Bucket => KeymapCluster.Bucket;

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    /// <summary>Goal: who configures nothing pays nothing. Method: the operations and rows of a write, with and without somebody who may be told.</summary>
    [Fact]
    public async Task Put_NobodyIsTold_CostsNothing()
    {
        await CreateBucketAsync(BucketVersioning.Never);
        await _silent.PutAsync(Bucket, Key, Samples.Empty, default, Cancel);

        var silent = await CountAsync(() => _silent.PutAsync(Bucket, Key, Samples.Empty, default, Cancel));
        _notices.Destinations = 0;
        var unmatched = await CountAsync(() => _index.PutAsync(Bucket, Key, Samples.Empty, default, Cancel));
        _notices.Destinations = 1;
        var told = await CountAsync(() => _index.PutAsync(Bucket, Key, Samples.Empty, default, Cancel));

        Assert.Equal(silent, unmatched);
        Assert.Equal((silent.Commits, silent.RowsPut + 1, silent.Scans + 1), told);
        Assert.Equal(1, silent.Commits);
    }

    [Fact]
    public async Task Changes_WithoutVersions_AreToldWithWhatBecomesOfThem()
    {
        await CreateBucketAsync(BucketVersioning.Never);

        await _index.PutAsync(Bucket, Key, Samples.Empty with { ETag = "1" }, default, Cancel);
        await _index.UpdateAsync(Bucket, Key, null, new ObjectUpdate.SetTags([new("a", "b")]), Cancel);
        await _index.DeleteAsync(Bucket, Key, default, Cancel);

        Assert.Equal(["kept 1 -", "kept 1 -", "removed 1 -"], await TextsAsync());
    }

    [Fact]
    public async Task Changes_WithVersions_AreToldWithTheVersion()
    {
        await CreateBucketAsync(BucketVersioning.Enabled);

        var put = (await _index.PutAsync(Bucket, Key, Samples.Empty with { ETag = "1" }, default, Cancel)).Version;
        var marker = (await _index.DeleteAsync(Bucket, Key, default, Cancel)).Version;
        await _index.DeleteAsync(Bucket, Key, new ObjectDeletion { Version = put }, Cancel);
        await _index.DeleteAsync(Bucket, Key, new ObjectDeletion { Version = marker }, Cancel);

        Assert.Equal([$"kept 1 {put}", $"covered  {marker}", $"removed 1 {put}", $"removed  {marker}"], await TextsAsync());
    }

    [Fact]
    public async Task Changes_RefusedOrAboutNothing_AreNotTold()
    {
        await CreateBucketAsync(BucketVersioning.Never);

        await _index.PutAsync(Bucket, Key, Samples.Empty, new WriteCondition(MustNotExist: false, "other"), Cancel);
        await _index.DeleteAsync(Bucket, Key, default, Cancel);
        await _index.UpdateAsync(Bucket, Key, null, new ObjectUpdate.SetTags([]), Cancel);

        Assert.Empty(await TextsAsync());
    }

    [Fact]
    public async Task Put_SeveralDestinations_HasARowForEach()
    {
        await CreateBucketAsync(BucketVersioning.Never);
        _notices.Destinations = 3;

        await _index.PutAsync(Bucket, Key, Samples.Empty, default, Cancel);

        var entries = (await _outbox.ListAsync(null, default, 100, Cancel)).Entries;
        Assert.Equal(["to-0", "to-1", "to-2"], entries.Select(static entry => entry.Message.Destination));
        Assert.Single(entries.Select(static entry => entry.Sequence).Distinct());
        Assert.Equal(3, entries.Select(static entry => entry.Id).Distinct().Count());
    }

    [Fact]
    public async Task List_OfOneBucket_LeavesOthersOut()
    {
        await CreateBucketAsync(BucketVersioning.Never);
        var other = new BucketRecord("other", new BucketId(Bucket.Value + 1), "owner", DateTimeOffset.UnixEpoch, "r");
        await _catalog.CreateBucketAsync(other, Cancel);
        await _index.PutAsync(Bucket, Key, Samples.Empty, default, Cancel);
        await _index.PutAsync(other.Id, Key, Samples.Empty, default, Cancel);

        Assert.Single((await _outbox.ListAsync(Bucket, default, 100, Cancel)).Entries);
        Assert.Equal(2, (await _outbox.ListAsync(null, default, 100, Cancel)).Entries.Count);
    }

    private async Task CreateBucketAsync(BucketVersioning versioning) =>
        await _catalog.CreateBucketAsync(new BucketRecord("bucket", Bucket, "owner", DateTimeOffset.UnixEpoch, "r") { Rules = new BucketRules { Versioning = versioning } }, Cancel);

    private async Task<IReadOnlyList<string>> TextsAsync() =>
        [.. (await _outbox.ListAsync(null, default, 100, Cancel)).Entries.Select(static entry => Encoding.UTF8.GetString(entry.Message.Content.Span))];

    private async Task<(int Commits, int RowsPut, int Scans)> CountAsync(Func<ValueTask<WriteResult>> change)
    {
        var before = (_store.Commits, _store.RowsPut, _store.Scans);
        Assert.Equal(WriteOutcome.Applied, (await change()).Outcome);
        return (_store.Commits - before.Commits, _store.RowsPut - before.RowsPut, _store.Scans - before.Scans);
    }

    private sealed class Notices : IChangeNotices
    {
        public int Destinations { get; set; } = 1;

        public IReadOnlyList<OutboxMessage> Of(in PlannedChange change)
        {
            var become = change.IsRemoval ? "removed" : change.Record.IsDeleteMarker ? "covered" : "kept";
            var text = $"{become} {change.Record.ETag} {(change.HasVersions ? change.Record.Name : "-")}";
            return [.. Enumerable.Range(0, Destinations).Select(i => new OutboxMessage(OutboxConsumer.Notifications, $"to-{i}", Encoding.UTF8.GetBytes(text)))];
        }
    }
}
