using System.Collections.Frozen;
using ObjectStore.Core.Errors;
using ObjectStore.Index.OrderedStore;

namespace ObjectStore.Index.Keymap;

/// <summary>The databases of an index by their names; the first holds the catalog too. Immutable.</summary>
public sealed class IndexDatabases
{
    /// <summary>Name of the only database where none are declared.</summary>
    public const string DefaultName = "main";

    private readonly FrozenDictionary<string, IndexDatabase> _byName;

    /// <summary>At least one database, with names that differ.</summary>
    public IndexDatabases(IReadOnlyList<IndexDatabase> databases)
    {
        ArgumentNullException.ThrowIfNull(databases);
        All = databases;
        Catalog = databases[0];
        _byName = databases.ToFrozenDictionary(static database => database.Name, StringComparer.Ordinal);
    }

    /// <summary>All of them.</summary>
    public IReadOnlyList<IndexDatabase> All { get; }

    /// <summary>The one that holds the catalog.</summary>
    public IndexDatabase Catalog { get; }

    /// <summary>One database for everything.</summary>
    public static IndexDatabases Of(IOrderedStore store) => new([new IndexDatabase(DefaultName, store)]);

    /// <summary>The database of this name.</summary>
    /// <exception cref="StorageException">IndexUnavailable when it is not declared here.</exception>
    public IndexDatabase Get(string name) =>
        _byName.TryGetValue(name, out var database)
            ? database
            : throw new StorageException(StorageErrorCode.IndexUnavailable, $"The keymap names the database '{name}', which the settings (Index:Databases) do not declare.");

    /// <summary>Whether a database of this name is declared.</summary>
    public bool Contains(string name) => _byName.ContainsKey(name);
}
