using ObjectStore.Index.Catalog;
using ObjectStore.Index.Conformance.Keymap;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.Keymap.Changes;
using ObjectStore.Index.Objects;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Quotas;

namespace ObjectStore.Index.Conformance.Quotas;

/// <summary>A gateway or curator over shared databases, that dies when its fate says.</summary>
internal sealed class QuotaProcess
{
    private static readonly MoveOptions Options = new() { PageRows = 7, FreezeRowsMax = 1, DiscardGrace = TimeSpan.Zero, BytesPerSecondMax = long.MaxValue };

    public QuotaProcess(IReadOnlyList<IOrderedStore> databases, ProcessFate fate)
    {
        var stores = databases.Select((store, i) => new IndexDatabase(SimulatedProcess.NameOf(i), new KillableStore(store, fate)));
        var router = new KeymapRouter(new IndexDatabases([.. stores]), TimeProvider.System);
        Index = new ObjectIndex(router, TimeProvider.System);
        Catalog = new Catalog.Catalog(router, TimeProvider.System);
        Control = new KeymapControl(router, Options, TimeProvider.System);
        Quotas = new BucketQuotas(router, Catalog, Options, TimeProvider.System);
        OwnerQuotas = new OwnerQuotas(router, Catalog, Options, TimeProvider.System);
    }

    public ObjectIndex Index { get; }

    public ICatalog Catalog { get; }

    public IKeymapControl Control { get; }

    public IBucketQuotas Quotas { get; }

    public IOwnerQuotas OwnerQuotas { get; }
}
