using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Rows;

namespace ObjectStore.Index.Objects.Listing;

/// <summary>
/// Walks the rows of one family of a bucket in key order for one page. A common prefix is entered once and then jumped over: what its rows still fill
/// of the current scan is dropped, and the next scan begins after it.
/// </summary>
/// <remarks>
/// A scan is as long as it has been worth: with a delimiter it starts short, grows while most rows give entries, and is short again when most were
/// dropped. So prefixes of one key cost a row each, and prefixes of a million keys cost one short scan each.
/// </remarks>
internal abstract class ListingWalk(RoutedScan scanner, BucketId bucket, ObjectListQuery query)
{
    /// <summary>Guess: a scan of this many rows costs little more than the seek to its first.</summary>
    private const int ShortScan = 16;

    private const int GrowthFactor = 4;

    private readonly List<ReadOnlyMemory<byte>> _commonPrefixes = [];
    private ReadOnlyMemory<byte> _inside;

    protected BucketId Bucket => bucket;

    protected ObjectListQuery Query => query;

    protected IReadOnlyList<ReadOnlyMemory<byte>> CommonPrefixes => _commonPrefixes;

    protected bool IsTruncated { get; private set; }

    /// <summary>Key or common prefix of the last entry.</summary>
    protected ReadOnlyMemory<byte> LastEntry { get; private set; }

    /// <summary>Whether the last entry is a common prefix.</summary>
    protected bool EndsWithCommonPrefix { get; private set; }

    private int EntryCount { get; set; }

    /// <summary>Beginning of the rows whose keys begin with <paramref name="keyPrefix"/>.</summary>
    protected abstract byte[] RowPrefix(ReadOnlySpan<byte> keyPrefix);

    /// <summary>The first row that the query's StartAfter lets in; empty for no bound.</summary>
    protected abstract byte[] RowAfterStart(ReadOnlySpan<byte> startAfter);

    protected abstract ObjectKey KeyOf(Row row);

    protected abstract void AddEntry(Row row, ObjectKey key);

    protected async ValueTask RunAsync(CancellationToken cancellationToken)
    {
        var prefix = RowPrefix(query.Prefix.Span);
        var end = RowKeys.PrefixEnd(prefix);
        var start = Max(prefix, StartBound());
        var scanMax = query.Limit + 1;
        var scan = query.Delimiter.IsEmpty ? scanMax : Math.Min(scanMax, ShortScan);
        while (start.AsSpan().SequenceCompareTo(end) < 0)
        {
            var rows = await scanner.ScanAsync(new KeyRange(start, end), scan, cancellationToken);
            var before = EntryCount;
            foreach (var row in rows)
            {
                if (!TryAdd(row)) return;
            }

            if (rows.Count < scan) return;
            start = _inside.IsEmpty ? RowKeys.Next(rows[^1].Key.Span) : RowKeys.PrefixEnd(RowPrefix(_inside.Span));
            scan = 2 * (EntryCount - before) >= scan ? Math.Min(scanMax, scan * GrowthFactor) : Math.Min(scanMax, ShortScan);
        }
    }

    /// <summary>Adds the entry of a row; false when the page is full.</summary>
    private bool TryAdd(Row row)
    {
        var key = KeyOf(row);
        if (!_inside.IsEmpty && key.Utf8.StartsWith(_inside.Span)) return true;
        if (EntryCount == query.Limit)
        {
            IsTruncated = true;
            return false;
        }

        EntryCount++;
        var commonLength = CommonPrefixLength(key.Utf8);
        EndsWithCommonPrefix = commonLength > 0;
        _inside = key.Utf8Memory[..commonLength];
        LastEntry = EndsWithCommonPrefix ? _inside : key.Utf8Memory;
        if (EndsWithCommonPrefix) _commonPrefixes.Add(_inside);
        else AddEntry(row, key);
        return true;
    }

    /// <summary>Entries must come after StartAfter; a common prefix does unless StartAfter begins with it.</summary>
    private byte[] StartBound()
    {
        var startAfter = query.StartAfter.Span;
        if (startAfter.StartsWith(query.Prefix.Span) && CommonPrefixLength(startAfter) is var length and > 0)
        {
            return RowKeys.PrefixEnd(RowPrefix(startAfter[..length]));
        }

        return startAfter.IsEmpty ? [] : RowAfterStart(startAfter);
    }

    /// <summary>Length of the common prefix of a key that begins with the query's prefix, or 0.</summary>
    private int CommonPrefixLength(ReadOnlySpan<byte> key)
    {
        if (query.Delimiter.IsEmpty) return 0;
        var index = key[query.Prefix.Length..].IndexOf(query.Delimiter.Span);
        return index < 0 ? 0 : query.Prefix.Length + index + query.Delimiter.Length;
    }

    private static byte[] Max(byte[] left, byte[] right) => left.AsSpan().SequenceCompareTo(right) >= 0 ? left : right;
}
