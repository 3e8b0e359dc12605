using ObjectStore.Index.Catalog;
using ObjectStore.Index.InMemory;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.OrderedStore;

namespace ObjectStore.Testing;

/// <summary>A catalog over one database.</summary>
public static class TestCatalog
{
    /// <summary>One over an empty database in memory.</summary>
    public static Catalog Make() => Over(new InMemoryOrderedStore());

    /// <summary>One over a database.</summary>
    /// <param name="store">The database.</param>
    /// <param name="time">Its clock; null for that of the system.</param>
    public static Catalog Over(IOrderedStore store, TimeProvider? time = null)
    {
        var clock = time ?? TimeProvider.System;
        return new Catalog(new KeymapRouter(IndexDatabases.Of(store), clock), clock);
    }
}
