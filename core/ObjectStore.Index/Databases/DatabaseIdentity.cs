using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Rows;

namespace ObjectStore.Index.Databases;

/// <summary>What a database knows of itself, a row in each, so that none is ever taken for another; docs/format/index.md §8.</summary>
/// <param name="Cluster">The cluster to which it belongs.</param>
/// <param name="Name">Its name in the keymap.</param>
/// <param name="Catalog">Name of the database that holds the catalog.</param>
internal sealed record DatabaseIdentity(Guid Cluster, string Name, string Catalog)
{
    private const byte Version = 1;
    private const int ClusterBytes = 16;
    private const int SizeHint = 80;

    public ReadOnlyMemory<byte> Encode(ReadOnlySpan<byte> rowKey)
    {
        var writer = new RowWriter(RowFamily.DatabaseIdentity, Version, 1, SizeHint);
        Cluster.TryWriteBytes(writer.Take(ClusterBytes), bigEndian: true, out _);
        writer.Text(Name);
        writer.Text(Catalog);
        return writer.Seal(rowKey);
    }

    /// <summary>False when the row is damaged, misplaced or of an unknown format.</summary>
    public static bool TryDecode(Row row, out DatabaseIdentity identity)
    {
        identity = null!;
        if (!RowReader.TryOpen(RowFamily.DatabaseIdentity, Version, row.Key.Span, row.Value.Span, out var reader)) return false;
        var cluster = reader.Raw(ClusterBytes) is { Length: ClusterBytes } bytes ? new Guid(bytes, bigEndian: true) : default;
        identity = new DatabaseIdentity(cluster, reader.Text(), reader.Text());
        return reader.IsComplete;
    }
}
