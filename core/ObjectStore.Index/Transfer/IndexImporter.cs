using ObjectStore.Core.Errors;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.OrderedStore;

namespace ObjectStore.Index.Transfer;

/// <summary>
/// Makes an export the index of databases that hold nothing. Verifies all of the export before it writes anything, and writes everything before, with one commit,
/// it becomes the index. An import that was cut off is begun from scratch.
/// </summary>
/// <remarks>
/// Nothing may serve from the databases meanwhile. The keymap is made anew: partitions keep their ranges, and go to the databases that are declared here.
/// Order of the steps: marker in every database → what an earlier import left is cleared → rows, partitions, keymap → marker out of the catalog's
/// database, which is the commit point → markers out of the others.
/// </remarks>
public sealed class IndexImporter(IndexDatabases databases, TimeProvider time)
{
    /// <summary>Whether an import can begin. Also takes away markers that a finished import has left outside the catalog.</summary>
    /// <exception cref="StorageException">Refused when the catalog's database holds nothing and another one holds an index; otherwise as the stores throw.</exception>
    public async ValueTask<ImportReadiness> GetReadinessAsync(CancellationToken cancellationToken)
    {
        var readiness = await ImportMarker.ReadAsync(databases.Catalog, cancellationToken);
        foreach (var database in databases.All.Skip(1))
        {
            if (readiness == ImportReadiness.InUse)
            {
                await ImportMarker.RemoveAsync(database.Store, cancellationToken);
                continue;
            }

            var other = await ImportMarker.ReadAsync(database, cancellationToken);
            if (other == ImportReadiness.InUse) throw ImportMarker.InUse(database.Name);
            if (other == ImportReadiness.CutOff) readiness = ImportReadiness.CutOff;
        }

        return readiness;
    }

    /// <summary>Verifies an export and imports it.</summary>
    /// <param name="open">Opens the export, from its beginning; called twice. The streams are disposed here.</param>
    /// <param name="report">Is told how far it has come.</param>
    /// <param name="cancellationToken">Cuts it off; the next import begins from scratch.</param>
    /// <exception cref="StorageException">
    /// CorruptIndex or Refused for what is no whole export, Refused when a database is in use: nothing was changed then. StaleEpoch when another import has begun;
    /// otherwise as the stores throw: the index is none then, until an import succeeds.
    /// </exception>
    public async ValueTask<ExportSummary> RunAsync(Func<Stream> open, Func<ImportProgress, ValueTask> report, CancellationToken cancellationToken)
    {
        var summary = await VerifyAsync(open, cancellationToken);
        foreach (var database in databases.All)
        {
            if (await ImportMarker.ReadAsync(database, cancellationToken) == ImportReadiness.InUse) throw ImportMarker.InUse(database.Name);
        }

        await report(new ImportProgress(ImportStage.Clear, 0, summary.Rows));
        var markers = await MarkAsync(cancellationToken);
        await WriteAsync(open, summary, markers, report, cancellationToken);
        await report(new ImportProgress(ImportStage.Switch, summary.Rows, summary.Rows));
        await SwitchAsync(markers);
        return summary;
    }

    /// <summary>Reads an export to its end.</summary>
    public static async ValueTask<ExportSummary> VerifyAsync(Func<Stream> open, CancellationToken cancellationToken)
    {
        await using var input = open();
        using var reader = new ExportReader(input);
        return await reader.ReadToEndAsync(cancellationToken);
    }

    private async ValueTask<IReadOnlyDictionary<string, CommitCondition>> MarkAsync(CancellationToken cancellationToken)
    {
        var import = Guid.NewGuid();
        var markers = new Dictionary<string, CommitCondition>();
        foreach (var database in databases.All) markers[database.Name] = await ImportMarker.PutAsync(database, import, cancellationToken);
        foreach (var database in databases.All) await ImportMarker.ClearAsync(database, markers[database.Name], cancellationToken);
        return markers;
    }

    private async ValueTask WriteAsync(
        Func<Stream> open, ExportSummary summary, IReadOnlyDictionary<string, CommitCondition> markers, Func<ImportProgress, ValueTask> report, CancellationToken cancellationToken)
    {
        await using var input = open();
        using var reader = new ExportReader(input);
        var writer = new ImportWriter(databases, markers, time);
        var placement = ImportPlacement.Plan(summary, databases);
        var partitions = summary.Partitions.ToDictionary(static each => each.Partition.Start, OrderedStore.KeyComparer.Instance);
        IndexDatabase? database = null;
        while (await reader.ReadAsync(cancellationToken) is { } record)
        {
            switch (record)
            {
                case ExportRecord.Database:
                    database = null;
                    break;
                case ExportRecord.Partition partition:
                    var planned = partitions[partition.Start];
                    database = placement[planned.Partition];
                    await writer.WritePartitionAsync(database, planned, cancellationToken);
                    break;
                case ExportRecord.Rows rows:
                    await WriteRowsAsync(writer, database, rows, cancellationToken);
                    await report(new ImportProgress(ImportStage.Write, writer.RowCount, summary.Rows));
                    break;
            }
        }

        await writer.FlushAsync(cancellationToken);
        if (reader.Summary.Rows != summary.Rows) throw ExportFormat.Damaged("it has changed while it was read");
    }

    private static async ValueTask WriteRowsAsync(ImportWriter writer, IndexDatabase? database, ExportRecord.Rows rows, CancellationToken cancellationToken)
    {
        foreach (var (key, value) in rows.Items)
        {
            if (database is null) await writer.WriteCatalogRowAsync(key, value, cancellationToken);
            else await writer.WriteRowAsync(database, key, value, cancellationToken);
        }
    }

    /// <summary>Not cancelled: half of it would be an index with markers, which is one all the same.</summary>
    private async ValueTask SwitchAsync(IReadOnlyDictionary<string, CommitCondition> markers)
    {
        var commit = new CommitBuilder().Require(markers[databases.Catalog.Name]).Delete(ImportMarker.Key());
        if (!(await databases.Catalog.Store.CommitAsync(commit.Build(), CancellationToken.None)).IsApplied) throw ImportMarker.TakenOver();
        foreach (var database in databases.All) await ImportMarker.RemoveAsync(database.Store, CancellationToken.None);
    }
}
