using ObjectStore.Core.Errors;
using ObjectStore.Core.Identifiers;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Rows;
using ObjectStore.Placement;

namespace ObjectStore.Index.Catalog;

/// <summary>The rows of the cluster map: one while it fits into a value, otherwise a head and pages of it; docs/format/index.md §8, docs/adr/0020.</summary>
internal static class ClusterMapRows
{
    /// <summary>Most rows of a map: what a scan of all of them needs.</summary>
    public const int RowsMax = 1 + PagesMax;

    /// <summary>That of heads and pages; a map that lies in one row, or the joined bytes of its pages, has one of <see cref="ClusterMapCodec"/>.</summary>
    private const byte Version = 3;
    private const int PageBytesMax = OrderedStoreLimits.ValueBytesMax / 2;

    /// <summary>Guess: a map of 200,000 devices; far more than anybody plans.</summary>
    private const int PagesMax = 64;

    private const int SizeHint = 16;

    /// <summary>Adds to a commit all rows of a map, and takes away pages that it does not have any more.</summary>
    /// <param name="commit">Requires the head as it was read.</param>
    /// <param name="map">The map.</param>
    /// <param name="storedPages">Pages of the stored map.</param>
    /// <exception cref="StorageException">IndexFull: the map is larger than all its pages.</exception>
    public static void Put(CommitBuilder commit, ClusterMap map, int storedPages)
    {
        var head = RowKeys.ClusterMap();
        var whole = ClusterMapCodec.Encode(head, map);
        var pages = whole.Length <= OrderedStoreLimits.ValueBytesMax ? 0 : (whole.Length + PageBytesMax - 1) / PageBytesMax;
        if (pages > PagesMax) throw new StorageException(StorageErrorCode.IndexFull, "The cluster map is too large to be stored.");
        commit.Put(head, pages == 0 ? whole : EncodeHead(head, map.Epoch, pages));
        for (var page = 0; page < pages; page++)
        {
            var rowKey = RowKeys.ClusterMapPage(page);
            var start = page * PageBytesMax;
            commit.Put(rowKey, EncodePage(rowKey, map.Epoch, whole.Span[start..Math.Min(whole.Length, start + PageBytesMax)]));
        }

        for (var page = pages; page < storedPages; page++) commit.Delete(RowKeys.ClusterMapPage(page));
    }

    /// <summary>Reads how many pages a map has, 0 when its first row is all of it. False when that row is damaged, misplaced or of an unknown format.</summary>
    public static bool TryDecodeHead(Row head, out Epoch epoch, out int pages)
    {
        (epoch, pages) = (default, 0);
        if (!RowReader.TryOpen(RowFamily.ClusterMap, ClusterMapCodec.Version, head.Key.Span, head.Value.Span, out var reader)) return false;
        epoch = new Epoch(reader.Number(ulong.MaxValue));
        if (reader.FormatVersion != Version) return reader.IsGood;
        pages = reader.Number(PagesMax);
        reader.Require(pages > 0);
        return reader.IsComplete;
    }

    /// <summary>Puts a map together. False when a row is damaged, misplaced, of an unknown format, or missing.</summary>
    /// <param name="rows">The head and what follows it, in order, all from one snapshot.</param>
    /// <param name="map">The map.</param>
    public static bool TryDecode(IReadOnlyList<Row> rows, out ClusterMap map)
    {
        map = ClusterMap.Empty;
        if (rows.Count == 0 || !TryDecodeHead(rows[0], out var epoch, out var pages)) return false;
        if (pages == 0) return ClusterMapCodec.TryDecode(rows[0].Key.Span, rows[0].Value.Span, out map);
        if (rows.Count != 1 + pages) return false;
        var whole = new List<byte>(pages * PageBytesMax);
        for (var page = 0; page < pages; page++)
        {
            var row = rows[1 + page];
            if (!row.Key.Span.SequenceEqual(RowKeys.ClusterMapPage(page)) || !TryDecodePage(row, epoch, out var bytes)) return false;
            whole.AddRange(bytes);
        }

        return ClusterMapCodec.TryDecode(rows[0].Key.Span, whole.ToArray(), out map);
    }

    private static ReadOnlyMemory<byte> EncodeHead(ReadOnlySpan<byte> rowKey, Epoch epoch, int pages)
    {
        var writer = new RowWriter(RowFamily.ClusterMap, Version, Version, SizeHint);
        writer.Number(epoch.Value);
        writer.Number(pages);
        return writer.Seal(rowKey);
    }

    private static ReadOnlyMemory<byte> EncodePage(ReadOnlySpan<byte> rowKey, Epoch epoch, ReadOnlySpan<byte> bytes)
    {
        var writer = new RowWriter(RowFamily.ClusterMap, Version, Version, SizeHint + bytes.Length);
        writer.Number(epoch.Value);
        writer.Bytes(bytes);
        return writer.Seal(rowKey);
    }

    private static bool TryDecodePage(Row row, Epoch epoch, out ReadOnlySpan<byte> bytes)
    {
        bytes = default;
        if (!RowReader.TryOpen(RowFamily.ClusterMap, Version, row.Key.Span, row.Value.Span, out var reader)) return false;
        reader.Require(reader.FormatVersion == Version && reader.Number(ulong.MaxValue) == epoch.Value);
        bytes = reader.Bytes();
        return reader.IsComplete;
    }
}
