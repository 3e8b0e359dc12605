using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.InMemory;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.Keymap.Changes;
using ObjectStore.Index.Objects;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Quotas;
using ObjectStore.Index.Rows;
using Xunit;

namespace ObjectStore.Index.Tests.Keymap;

/// <summary>Databases in memory with an index over them, as one process sees them; <see cref="OtherProcess"/> is a second one over the same databases.</summary>
internal sealed class KeymapCluster : IAsyncDisposable
{
    public static readonly BucketId Bucket = new(0x1122_3344_5566_7788);

    private readonly IReadOnlyList<IndexDatabase> _all;
    private readonly KeymapRouter _router;

    public KeymapCluster(params string[] names)
        : this([.. names.Select(static name => new IndexDatabase(name, new FaultyStore(new InMemoryOrderedStore())))])
    {
    }

    public KeymapCluster(IReadOnlyList<IndexDatabase> databases)
    {
        _all = databases;
        Databases = new IndexDatabases(databases);
        _router = new KeymapRouter(Databases, TimeProvider.System);
        Index = new ObjectIndex(_router, TimeProvider.System);
        Catalog = new Index.Catalog.Catalog(_router, TimeProvider.System);
        var options = new MoveOptions { PageRows = 3, FreezeRowsMax = 2, DiscardGrace = TimeSpan.Zero };
        Control = new KeymapControl(_router, options, TimeProvider.System);
        Quotas = new BucketQuotas(_router, Catalog, options, TimeProvider.System);
        OwnerQuotas = new OwnerQuotas(_router, Catalog, options, TimeProvider.System);
    }

    public IndexDatabases Databases { get; }

    public ObjectIndex Index { get; }

    public ICatalog Catalog { get; }

    public IKeymapControl Control { get; }

    public IBucketQuotas Quotas { get; }

    public IOwnerQuotas OwnerQuotas { get; }

    /// <summary>A write that a test started in the middle of something.</summary>
    public Task? Late { get; set; }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>The bound at a key of the bucket.</summary>
    public static byte[] At(string key) => new Position(Bucket, ObjectKey.From(key).Utf8Memory).ToBound();

    /// <summary>Whether the commit is the one by which a move ends: an entry names its new database.</summary>
    public static bool IsFlip(Commit commit) => commit.Puts.Any(static put =>
        put.Key.Span[0] == RowFamily.Keymap && KeymapCodec.TryDecode(new Row(put.Key, put.Value, 0), out var entry) && entry.MoveTarget is null);

    public FaultyStore Store(string name) => (FaultyStore)Databases.Get(name).Store;

    /// <summary>The same databases with a keymap that is not refreshed by what this process does.</summary>
    public KeymapCluster OtherProcess() => new(_all);

    /// <summary>Another process whose own calls a test can delay and refuse.</summary>
    public KeymapCluster OtherConnections() => new([.. _all.Select(static database => new IndexDatabase(database.Name, new FaultyStore(database.Store)))]);

    public Task PutAsync(string key, string tag = "") => PutAsync(ObjectKey.From(key), tag);

    public async Task PutAsync(ObjectKey key, string tag)
    {
        await EnsureBucketAsync();
        Assert.Equal(WriteOutcome.Applied, await Index.PutAsync(Bucket, key, Samples.Empty with { ETag = tag }, default, Cancel));
    }

    public async Task<string?> GetAsync(string key) => (await Index.GetAsync(Bucket, ObjectKey.From(key), Cancel))?.ETag;

    public async Task<IReadOnlyList<string>> ListAsync(int limit = 2)
    {
        var keys = new List<string>();
        ReadOnlyMemory<byte> after = default;
        while (true)
        {
            var page = await Index.ListAsync(Bucket, new ObjectListQuery(default, default, after, limit), Cancel);
            keys.AddRange(page.Objects.Select(static item => item.Key.ToString()));
            if (!page.IsTruncated) return keys;
            after = page.NextStartAfter;
        }
    }

    public async Task MoveAsync(ReadOnlyMemory<byte> start, string target)
    {
        Assert.Equal(KeymapOutcome.Applied, await Control.BeginMoveAsync(start, target, Cancel));
        Assert.Equal(MoveOutcome.Moved, await Control.CarryOutMoveAsync(start, Cancel));
    }

    public async Task EnsureBucketAsync() =>
        await Catalog.CreateBucketAsync(new BucketRecord("bucket", Bucket, "owner", DateTimeOffset.UnixEpoch, "r"), Cancel);

    public async ValueTask DisposeAsync()
    {
        foreach (var database in _all) await database.Store.DisposeAsync();
    }
}
