using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Catalog;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.Objects;
using ObjectStore.Index.OrderedStore;
using Xunit;

namespace ObjectStore.Index.Conformance.Objects;

/// <summary>An object index over a store, with a bucket in it.</summary>
public abstract class ObjectSuite<TFixture> : IAsyncLifetime
    where TFixture : OrderedStoreFixture, new()
{
    private readonly TFixture _fixture = new();

    private protected ObjectSuite(int seed)
    {
        Store = _fixture.Open();
        var router = new KeymapRouter(IndexDatabases.Of(Store), TimeProvider.System);
        Index = new ObjectIndex(router, TimeProvider.System);
        Catalog = new Catalog.Catalog(router, TimeProvider.System);
        Records = new RecordFactory(new Random(seed));
    }

    protected static BucketRecord TheBucket { get; } = new("bucket", new BucketId(0xFF00_0000_0000_0001), "owner", DateTimeOffset.UnixEpoch, "us-east-1");

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    protected static BucketId Bucket => TheBucket.Id;

    protected IOrderedStore Store { get; }

    protected IObjectIndex Index { get; }

    protected ICatalog Catalog { get; }

    private protected RecordFactory Records { get; }

    public async ValueTask InitializeAsync() => await Catalog.CreateBucketAsync(TheBucket, Cancel);

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        _fixture.Dispose();
        GC.SuppressFinalize(this);
    }
}
