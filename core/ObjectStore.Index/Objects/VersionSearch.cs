using ObjectStore.Core.Identifiers;
using ObjectStore.Index.OrderedStore;
using ObjectStore.Index.Rows;

namespace ObjectStore.Index.Objects;

/// <summary>Looks among the versions of a key for one whose id is not known.</summary>
internal static class VersionSearch
{
    /// <summary>Mostly the first few hold what is looked for; where they do not, pages grow.</summary>
    private const int FirstPageRows = 4;

    private const int PageRowsMax = 100;
    private const int GrowthFactor = 4;

    /// <summary>Reads a page of rows.</summary>
    public delegate ValueTask<IReadOnlyList<Row>> Scan(KeyRange range, int limit, bool reverse, CancellationToken cancellationToken);

    /// <summary>
    /// Whether a version is as asked. What a write makes is older than its version, mostly by little: so the versions from <paramref name="since"/> on are
    /// looked at first, oldest first. Clocks go wrong, so that only all versions together prove that there is none.
    /// </summary>
    /// <exception cref="Core.Errors.StorageException">CorruptIndex: a row cannot be read, so that nobody can say.</exception>
    public static async ValueTask<bool> AnyAsync(
        Scan scan, BucketId bucket, ObjectKey key, DateTimeOffset since, Predicate<ObjectRecord> predicate, CancellationToken cancellationToken)
    {
        var all = RowKeys.VersionsOf(bucket, key);
        ReadOnlyMemory<byte> middle = RowKeys.Next(RowKeys.Version(bucket, key, VersionId.OfTime(since)));
        return await AnyAsync(scan, all with { End = middle }, reverse: true, predicate, cancellationToken)
            || await AnyAsync(scan, all with { Start = middle }, reverse: false, predicate, cancellationToken);
    }

    private static async ValueTask<bool> AnyAsync(Scan scan, KeyRange range, bool reverse, Predicate<ObjectRecord> predicate, CancellationToken cancellationToken)
    {
        for (var limit = FirstPageRows; ; limit = Math.Min(PageRowsMax, limit * GrowthFactor))
        {
            var rows = await scan(range, limit, reverse, cancellationToken);
            foreach (var row in rows)
            {
                if (!ObjectCodec.TryDecode(row.Key.Span, row.Value.Span, out var version)) throw CorruptRow.Of(row.Key.Span);
                if (predicate(version)) return true;
            }

            if (rows.Count < limit) return false;
            range = reverse ? range with { End = rows[^1].Key } : range with { Start = RowKeys.Next(rows[^1].Key.Span) };
        }
    }
}
