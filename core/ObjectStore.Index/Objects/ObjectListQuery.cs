namespace ObjectStore.Index.Objects;

/// <summary>What a listing of objects or uploads asks for. All texts are bytes of UTF-8.</summary>
/// <param name="Prefix">Only keys that begin with it; may be empty.</param>
/// <param name="Delimiter">Rolls keys up into common prefixes; empty for none.</param>
/// <param name="StartAfter">
/// Only entries after it; empty for all. A common prefix is compared as the entry it makes, so one that StartAfter equals or begins with is skipped,
/// even when keys under it come after StartAfter.
/// </param>
/// <param name="Limit">Most entries (keys and common prefixes together), 1..1,000.</param>
/// <remarks>
/// With the keys <c>a/b</c>, <c>a/c</c> and <c>d</c>, the delimiter <c>/</c> and StartAfter <c>a/b</c>, only <c>d</c> is listed. AWS does so for the
/// markers of ListObjects and ListMultipartUploads (answers that others recorded in 2025); its pages do not say, and for start-after of
/// ListObjectsV2, which they describe in the same words, no record was found.
/// </remarks>
public readonly record struct ObjectListQuery(
    ReadOnlyMemory<byte> Prefix, ReadOnlyMemory<byte> Delimiter, ReadOnlyMemory<byte> StartAfter, int Limit)
{
    /// <summary>Whether versions and uploads that cannot be read are counted and left out, in place of an error: for who looks at every other one, and changes nothing by the listing alone. Not of listings of objects.</summary>
    public bool PassesOverUnreadable { get; init; }
}
