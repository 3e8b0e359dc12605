using ObjectStore.Index.Keymap;
using ObjectStore.Index.Keymap.Changes;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Rows;

namespace ObjectStore.Index.Transfer;

/// <summary>Writes catalog and rows of all partitions, each database as it is at one moment, while everything serves. docs/format/export.md.</summary>
/// <remarks>Thread-safe. An export that was cut off is begun anew: its snapshots are gone, and it has no trailer, so that nobody takes it for a whole one.</remarks>
public sealed class IndexExporter(IndexDatabases databases, ExportOptions options, TimeProvider time)
{
    /// <summary>Writes an export to a stream that the caller owns.</summary>
    /// <remarks>Throws as the stores do. What was written then is no whole export.</remarks>
    public async ValueTask RunAsync(Stream output, CancellationToken cancellationToken)
    {
        await using var snapshots = await SnapshotSet.OpenAsync(databases, time, cancellationToken);
        var pacer = new PagePacer(new MoveOptions { PageRows = options.PageRows, BytesPerSecondMax = options.BytesPerSecondMax }, time);
        using var writer = new ExportWriter(output);
        await writer.BeginAsync(time.GetUtcNow(), cancellationToken);
        foreach (var database in databases.All)
        {
            var snapshot = snapshots.Of(database);
            var isCatalog = database == databases.Catalog;
            await writer.WriteDatabaseAsync(database.Name, isCatalog, cancellationToken);
            if (isCatalog)
            {
                foreach (var family in new[] { RowFamily.BucketDocuments, RowFamily.Bucket, RowFamily.JobState, RowFamily.ClusterMap })
                    await WriteRowsAsync(writer, snapshot, RowKeys.AllOf(family), pacer, cancellationToken);
            }

            foreach (var entry in snapshots.Entries.Where(entry => entry.Database == database.Name))
            {
                await writer.WritePartitionAsync(new ExportRecord.Partition(entry.Start, entry.End, entry.Epoch), cancellationToken);
                foreach (var family in RowFamily.OfPartitions.ToArray())
                    await WriteRowsAsync(writer, snapshot, RowKeys.Between(family, entry.Start, entry.End), pacer, cancellationToken);
            }
        }

        await writer.EndAsync(cancellationToken);
    }

    private static async ValueTask WriteRowsAsync(ExportWriter writer, IOrderedSnapshot snapshot, KeyRange range, PagePacer pacer, CancellationToken cancellationToken)
    {
        while (true)
        {
            var limit = pacer.PageRows;
            var rows = await snapshot.ScanAsync(range, limit, cancellationToken);
            foreach (var row in rows) await writer.WriteRowAsync(row, cancellationToken);
            if (rows.Count < limit) return;
            range = range with { Start = RowKeys.Next(rows[^1].Key.Span) };
            await pacer.AfterPageAsync(rows, cancellationToken);
        }
    }
}
