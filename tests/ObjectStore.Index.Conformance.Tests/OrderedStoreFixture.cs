using ObjectStore.Index.InMemory;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Sqlite;

namespace ObjectStore.Index.Conformance;

/// <summary>Makes stores of one engine. A further engine joins the suite with one more of these and one more class per suite.</summary>
public abstract class OrderedStoreFixture : IDisposable
{
    /// <summary>Whether the engine is a server with a clock of its own.</summary>
    public virtual bool HasServer => false;

    public abstract IOrderedStore Open();

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
    }
}

public sealed class InMemoryFixture : OrderedStoreFixture
{
    public override IOrderedStore Open() => new InMemoryOrderedStore();
}

public sealed class SqliteFixture : OrderedStoreFixture
{
    private readonly string _folder = Directory.CreateTempSubdirectory("objectstore-index-").FullName;

    public SqliteOptions Options => new() { Path = Path.Combine(_folder, "index.db") };

    public override IOrderedStore Open() => SqliteOrderedStore.Open(Options);

    protected override void Dispose(bool disposing)
    {
        Directory.Delete(_folder, recursive: true);
        base.Dispose(disposing);
    }
}
