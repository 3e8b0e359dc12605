using ObjectStore.Index.Catalog;
using ObjectStore.Index.InMemory;
using ObjectStore.Index.Keymap;

namespace ObjectStore.Cluster.Tests;

internal static class TestCatalog
{
    public static ICatalog Make() => new Catalog(new KeymapRouter(IndexDatabases.Of(new InMemoryOrderedStore()), TimeProvider.System), TimeProvider.System);
}
