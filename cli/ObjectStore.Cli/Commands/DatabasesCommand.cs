using System.CommandLine;
using ObjectStore.AdminApi;
using ObjectStore.Cli.Output;

namespace ObjectStore.Cli.Commands;

/// <summary><c>objectstore databases</c>.</summary>
internal static class DatabasesCommand
{
    public static Command Create(CliSession session) =>
        session.CreateQuery("databases", "Lists the databases of the index and what they hold.", AdminPaths.Databases, AdminJson.Default.DatabaseList, Show);

    private static void Show(CliSession session, DatabaseList list)
    {
        var table = new TextTable("DATABASE", "STATE", ">PARTITIONS", ">INCOMING", ">ROWS");
        foreach (var database in list.Databases)
        {
            table.Add(
                database.Name + (database.IsCatalog ? " (catalog)" : ""),
                database.IsDraining ? "draining" : "active",
                Quantities.Count(database.Partitions),
                Quantities.Count(database.Incoming),
                RowsOf(database));
        }

        table.WriteTo(session.Context.ConsoleOf(session.Context.Output));
    }

    private static string RowsOf(DatabaseInfo database)
    {
        if (database.UncountedPartitions == 0) return Quantities.Count(database.Rows);
        return database.UncountedPartitions == database.Partitions ? Quantities.Count(null) : "> " + Quantities.Count(database.Rows);
    }
}
