using ObjectStore.Index.Catalog;
using ObjectStore.Index.InMemory;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.OrderedStore;

namespace ObjectStore.Cluster.Tests;

internal static class TestCatalog
{
    public static ICatalog Make() => Over(new InMemoryOrderedStore());

    public static ICatalog Over(IOrderedStore store) => new Catalog(new KeymapRouter(IndexDatabases.Of(store), TimeProvider.System), TimeProvider.System);
}
