using ObjectStore.Index.Objects;

namespace ObjectStore.Gateway.Tests.Hosting;

/// <summary>Which entry of a listing a key makes.</summary>
internal static class ListingModel
{
    /// <summary>The entry, or null when the key does not show: filtered, before the start, or under a prefix that is there already.</summary>
    public static (ReadOnlyMemory<byte> Text, bool IsPrefix)? Place(
        ReadOnlyMemory<byte> key, ObjectListQuery query, List<ReadOnlyMemory<byte>> prefixes)
    {
        if (!key.Span.StartsWith(query.Prefix.Span)) return null;
        var start = query.StartAfter.Span;
        var delimiter = query.Delimiter.Span;
        var at = delimiter.IsEmpty ? -1 : key.Span[query.Prefix.Length..].IndexOf(delimiter);
        if (at < 0) return key.Span.SequenceCompareTo(start) > 0 || start.IsEmpty ? (key, false) : null;
        var rolled = key[..(query.Prefix.Length + at + delimiter.Length)];
        if (!start.IsEmpty && (rolled.Span.SequenceCompareTo(start) <= 0 || start.StartsWith(rolled.Span))) return null;
        return prefixes.Count > 0 && prefixes[^1].Span.SequenceEqual(rolled.Span) ? null : (rolled, true);
    }
}
