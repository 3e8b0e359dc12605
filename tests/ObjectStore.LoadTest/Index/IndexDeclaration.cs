using System.Globalization;
using ObjectStore.Index.Conformance.Postgres;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Postgres;
using ObjectStore.Index.Sqlite;

namespace ObjectStore.LoadTest.Index;

/// <summary>The databases of one store: declares them to its process, and opens them while it does not run.</summary>
internal sealed class IndexDeclaration(string folder, int databaseCount, PostgresTestServer? server)
{
    private readonly string _connectionFile = Path.Combine(folder, "index-connection");

    /// <summary>Settings of the process, name and value in turn.</summary>
    public IReadOnlyList<string> Arguments()
    {
        if (server is not null)
            File.WriteAllText(_connectionFile, server.ConnectionString);
        var arguments = new List<string>();
        for (var number = 0; number < databaseCount; number++)
        {
            var prefix = string.Create(CultureInfo.InvariantCulture, $"--Index:Databases:{number}:");
            arguments.AddRange([prefix + "Name", NameOf(number)]);
            if (server is null)
                arguments.AddRange([prefix + "Path", PathOf(number)]);
            else
                arguments.AddRange([prefix + "ConnectionStringFile", _connectionFile, prefix + "Schema", SchemaOf(number)]);
        }
        return arguments;
    }

    /// <summary>Opens the databases. The caller disposes their stores.</summary>
    public async Task<IndexDatabases> OpenAsync(CancellationToken cancellationToken)
    {
        var databases = new List<IndexDatabase>();
        for (var number = 0; number < databaseCount; number++)
            databases.Add(new IndexDatabase(NameOf(number), await OpenAsync(number, cancellationToken)));
        return new IndexDatabases(databases);
    }

    /// <summary>Name of a database in the keymap.</summary>
    public static string NameOf(int number) => string.Create(CultureInfo.InvariantCulture, $"index-{number}");

    private static string SchemaOf(int number) => string.Create(CultureInfo.InvariantCulture, $"index_{number}");

    private string PathOf(int number) => Path.Combine(folder, NameOf(number) + ".db");

    private async Task<IOrderedStore> OpenAsync(int number, CancellationToken cancellationToken) => server is null
        ? SqliteOrderedStore.Open(new SqliteOptions { Path = PathOf(number) })
        : await PostgresOrderedStore.OpenAsync(
            new PostgresOptions { ConnectionString = server.ConnectionString, Schema = SchemaOf(number) }, cancellationToken);
}
