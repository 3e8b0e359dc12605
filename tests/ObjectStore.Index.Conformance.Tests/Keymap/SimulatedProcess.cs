using ObjectStore.Index.Catalog;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.Keymap.Changes;
using ObjectStore.Index.Objects;
using ObjectStore.Index.OrderedStore;

namespace ObjectStore.Index.Conformance.Keymap;

/// <summary>A gateway or curator over shared databases: its own cached keymap, its own death.</summary>
internal sealed class SimulatedProcess
{
    /// <summary>Small pages and an early freeze, so that a few rows go through every stage several times.</summary>
    private static readonly MoveOptions Options = new() { PageRows = 7, FreezeRowsMax = 1, DiscardGrace = TimeSpan.Zero, BytesPerSecondMax = long.MaxValue };

    private static readonly StoppedClock Clock = new();

    public SimulatedProcess(IReadOnlyList<IOrderedStore> databases, ProcessFate fate)
    {
        var router = new KeymapRouter(new IndexDatabases([.. databases.Select((store, i) => new IndexDatabase(NameOf(i), new KillableStore(store, fate)))]), Clock);
        Index = new ObjectIndex(router, Clock);
        Catalog = new Catalog.Catalog(router, Clock);
        Control = new KeymapControl(router, Options, Clock);
    }

    public ObjectIndex Index { get; }

    public ICatalog Catalog { get; }

    public IKeymapControl Control { get; }

    public static string NameOf(int database) => $"database-{database}";
}
