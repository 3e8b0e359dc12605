namespace ObjectStore.Index.Objects;

/// <summary>One page of a listing.</summary>
/// <param name="Objects">Keys in order.</param>
/// <param name="CommonPrefixes">Rolled-up prefixes in order, each once, as bytes of UTF-8.</param>
/// <param name="IsTruncated">Whether there is more.</param>
/// <param name="NextStartAfter">Where the next page starts: the last key or common prefix of this one; empty when not truncated.</param>
public sealed record ObjectListing(
    IReadOnlyList<ListedObject> Objects, IReadOnlyList<ReadOnlyMemory<byte>> CommonPrefixes, bool IsTruncated, ReadOnlyMemory<byte> NextStartAfter);
