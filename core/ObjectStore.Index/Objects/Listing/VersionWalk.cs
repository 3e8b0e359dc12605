using ObjectStore.Core.Identifiers;
using ObjectStore.Index.Keymap;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Rows;

namespace ObjectStore.Index.Objects.Listing;

/// <summary>
/// One page of versions: the rows of versions, merged with the objects from before versioning, which have none. In rounds: a page of objects, then all rows of
/// versions up to its last key.
/// </summary>
/// <remarks>
/// Objects are read before the rows of versions of the same keys: the first versioned write moves an object to those, in one commit, so that it is seen in one place
/// or in both, and never in none. An object whose key has rows of versions is passed over.
/// </remarks>
internal sealed class VersionWalk(RoutedScan scanner, BucketId bucket, ObjectListQuery query, VersionStart? start)
{
    /// <summary>Guess: a scan of this many rows costs little more than the seek to its first.</summary>
    private const int ShortScan = 16;

    private const int GrowthFactor = 4;

    private readonly List<ListedVersion> _versions = [];
    private readonly List<ReadOnlyMemory<byte>> _commonPrefixes = [];
    private readonly Queue<(ObjectKey Key, Row Row)> _objects = [];
    private ReadOnlyMemory<byte> _inside;
    private ReadOnlyMemory<byte> _lastEntry;
    private ReadOnlyMemory<byte> _lastKey;
    private VersionId _lastPlace;
    private bool _endsWithCommonPrefix;
    private bool _isTruncated;
    private int _rowCount;
    private int _unreadable;

    private int EntryCount => _versions.Count + _commonPrefixes.Count;

    public async ValueTask<VersionListing> ListAsync(CancellationToken cancellationToken)
    {
        var (objects, versions) = Ranges();
        var scanMax = query.Limit + 1;
        var scan = query.Delimiter.IsEmpty ? scanMax : Math.Min(scanMax, ShortScan);
        while (!IsEmpty(objects) || !IsEmpty(versions))
        {
            var (entries, rows) = (EntryCount, _rowCount);
            if (await RunRoundAsync(objects, versions, scan, cancellationToken) is not { } next) break;
            (objects, versions) = next;
            scan = 2 * (EntryCount - entries) >= _rowCount - rows ? Math.Min(scanMax, scan * GrowthFactor) : Math.Min(scanMax, ShortScan);
        }

        VersionName? last = _endsWithCommonPrefix || _versions.Count == 0 ? null : VersionName.Of(_lastPlace);
        return _isTruncated
            ? new VersionListing(_versions, _commonPrefixes, true, _lastEntry, last) { UnreadableCount = _unreadable }
            : new VersionListing(_versions, _commonPrefixes, false, default, null) { UnreadableCount = _unreadable };
    }

    /// <summary>Lists up to the last key of one page of objects; gives what is left, or null when the page is full.</summary>
    private async ValueTask<(KeyRange Objects, KeyRange Versions)?> RunRoundAsync(KeyRange objects, KeyRange versions, int scan, CancellationToken cancellationToken)
    {
        var page = IsEmpty(objects) ? [] : await scanner.ScanAsync(objects, scan, cancellationToken);
        _rowCount += page.Count;
        foreach (var row in page) _objects.Enqueue((KeyOf(row), row));
        var isLast = page.Count < scan;
        var end = isLast ? versions.End : RowKeys.PrefixEnd(RowKeys.EscapedPrefix(RowFamily.Version, bucket, KeyOf(page[^1]).Utf8, isTerminated: true, 0));
        var round = versions with { End = end };
        while (!IsEmpty(round))
        {
            var rows = await scanner.ScanAsync(round, scan, cancellationToken);
            _rowCount += rows.Count;
            foreach (var row in rows)
            {
                if (!TryAddVersion(row)) return null;
            }

            if (rows.Count < scan) break;
            round = round with { Start = Later(RowKeys.Next(rows[^1].Key.Span), RowFamily.Version) };
        }

        if (!TryAddObjects(before: null)) return null;
        return (
            objects with { Start = isLast ? objects.End : Later(RowKeys.Next(page[^1].Key.Span), RowFamily.Object) },
            versions with { Start = isLast ? versions.End : Later(end, RowFamily.Version) });
    }

    private bool TryAddVersion(Row row)
    {
        if (!RowKeys.TryReadVersion(row.Key.Span, out var key, out var id)) throw CorruptRow.Of(row.Key.Span);
        if (!TryAddObjects(before: key)) return false;
        if (_objects.TryPeek(out var same) && same.Key == key) _objects.Dequeue();

        // The row without an id is a copy of the newest version, which comes next.
        return id.IsNone || TryAdd(row, key, id);
    }

    /// <summary>Adds the objects of the round that come before a key, or all; what has a version id is listed by its own row.</summary>
    private bool TryAddObjects(ObjectKey? before)
    {
        while (_objects.TryPeek(out var next) && (before is not { } key || next.Key < key))
        {
            _objects.Dequeue();
            if (!ObjectCodec.HasVersionId(next.Row.Key.Span, next.Row.Value.Span) && !TryAdd(next.Row, next.Key, default)) return false;
        }

        return true;
    }

    /// <summary>Adds the entry of a row; false when the page is full. The id is none for an object from before versioning.</summary>
    private bool TryAdd(Row row, ObjectKey key, VersionId id)
    {
        if (!_inside.IsEmpty && key.Utf8.StartsWith(_inside.Span)) return true;
        if (EntryCount == query.Limit)
        {
            _isTruncated = true;
            return false;
        }

        var commonLength = CommonPrefixLength(key.Utf8);
        if (commonLength == 0) return AddVersion(row, key, id);
        _endsWithCommonPrefix = true;
        _inside = key.Utf8Memory[..commonLength];
        _lastEntry = _inside;
        _commonPrefixes.Add(_inside);
        return true;
    }

    private bool AddVersion(Row row, ObjectKey key, VersionId id)
    {
        var before = _versions.Count > 0 ? _versions[^1].Listed : default;
        if (!ObjectCodec.TryDecodeListedVersion(key, row.Key.Span, row.Value.Span, before, out var listed))
        {
            if (!query.PassesOverUnreadable) throw CorruptRow.Of(row.Key.Span);
            _unreadable++;
            return true;
        }

        (_endsWithCommonPrefix, _inside, _lastEntry) = (false, default, key.Utf8Memory);
        _lastPlace = id.IsNone ? VersionId.OfTime(listed.Listed.LastModified) : id;
        _versions.Add(listed with { IsLatest = IsLatest(key) });
        _lastKey = key.Utf8Memory;
        return true;
    }

    /// <summary>The first version of a key is the latest, unless the page begins in the middle of the key.</summary>
    private bool IsLatest(ObjectKey key) => start is { After: not null } && key == start.Key
        ? _lastPlace == start.Latest
        : !key.Utf8.SequenceEqual(_lastKey.Span);

    /// <summary>What the query lets in: entries must come after StartAfter; a common prefix does unless StartAfter begins with it.</summary>
    private (KeyRange Objects, KeyRange Versions) Ranges()
    {
        var prefix = query.Prefix.Span;
        var (objectPrefix, versionPrefix) = (RowKeys.ObjectPrefix(bucket, prefix), RowKeys.EscapedPrefix(RowFamily.Version, bucket, prefix, isTerminated: false, 0));
        var (objectStart, versionStart) = (objectPrefix, versionPrefix);
        var startAfter = query.StartAfter.Span;
        if (startAfter.StartsWith(prefix) && CommonPrefixLength(startAfter) is var length and > 0)
        {
            (objectStart, versionStart) = (EndOf(RowFamily.Object, startAfter[..length]), EndOf(RowFamily.Version, startAfter[..length]));
        }
        else if (!startAfter.IsEmpty)
        {
            var (objectOfKey, versionsOfKey) = (RowKeys.ObjectPrefix(bucket, startAfter), RowKeys.EscapedPrefix(RowFamily.Version, bucket, startAfter, isTerminated: true, 0));
            (objectStart, versionStart) = start switch
            {
                null => (RowKeys.Next(objectOfKey), RowKeys.PrefixEnd(versionsOfKey)),
                { After: { } place } => (RowKeys.Next(objectOfKey), RowKeys.Next(RowKeys.Version(bucket, start.Key, place))),
                _ => (objectOfKey, versionsOfKey),
            };
        }

        return (
            new KeyRange(Max(objectPrefix, objectStart), RowKeys.PrefixEnd(objectPrefix)),
            new KeyRange(Max(versionPrefix, versionStart), RowKeys.PrefixEnd(versionPrefix)));
    }

    /// <summary>Where to go on: behind the common prefix that is being passed over, if that is later.</summary>
    private ReadOnlyMemory<byte> Later(ReadOnlyMemory<byte> start, byte family) => _inside.IsEmpty ? start : Max(start, EndOf(family, _inside.Span));

    private byte[] EndOf(byte family, ReadOnlySpan<byte> keyPrefix) => RowKeys.PrefixEnd(
        family == RowFamily.Object ? RowKeys.ObjectPrefix(bucket, keyPrefix) : RowKeys.EscapedPrefix(family, bucket, keyPrefix, isTerminated: false, 0));

    /// <summary>Length of the common prefix of a key that begins with the query's prefix, or 0.</summary>
    private int CommonPrefixLength(ReadOnlySpan<byte> key)
    {
        if (query.Delimiter.IsEmpty) return 0;
        var index = key[query.Prefix.Length..].IndexOf(query.Delimiter.Span);
        return index < 0 ? 0 : query.Prefix.Length + index + query.Delimiter.Length;
    }

    private static ObjectKey KeyOf(Row row) =>
        ObjectKey.TryCreate(row.Key[RowKeys.BucketPrefixBytes..], out var key) ? key : throw CorruptRow.Of(row.Key.Span);

    private static bool IsEmpty(KeyRange range) => range.Start.Span.SequenceCompareTo(range.End.Span) >= 0;

    private static ReadOnlyMemory<byte> Max(ReadOnlyMemory<byte> left, ReadOnlyMemory<byte> right) => left.Span.SequenceCompareTo(right.Span) >= 0 ? left : right;
}
