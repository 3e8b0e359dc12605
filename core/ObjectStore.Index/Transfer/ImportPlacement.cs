using ObjectStore.Index.Keymap;

namespace ObjectStore.Index.Transfer;

/// <summary>Which database each partition of an export goes to. Pure.</summary>
internal static class ImportPlacement
{
    /// <summary>The database of the same name where there is one that is not draining; otherwise the one that has fewest rows so far, largest partitions first.</summary>
    public static IReadOnlyDictionary<ExportRecord.Partition, IndexDatabase> Plan(ExportSummary summary, IndexDatabases databases)
    {
        var takers = databases.All.Where(static database => !database.IsDraining).DefaultIfEmpty(databases.Catalog).ToArray();
        var rows = takers.ToDictionary(static database => database, static _ => 0L);
        var plan = new Dictionary<ExportRecord.Partition, IndexDatabase>();
        foreach (var partition in summary.Partitions)
        {
            if (Array.Find(takers, database => database.Name == partition.Database) is { } same) Place(partition, same);
        }

        foreach (var partition in summary.Partitions.Where(each => !plan.ContainsKey(each.Partition)).OrderByDescending(static each => each.Rows))
            Place(partition, takers.MinBy(database => rows[database])!);
        return plan;

        void Place(ExportedPartition partition, IndexDatabase database)
        {
            plan[partition.Partition] = database;
            rows[database] += partition.Rows + 1;
        }
    }
}
