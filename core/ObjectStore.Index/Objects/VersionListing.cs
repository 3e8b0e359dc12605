namespace ObjectStore.Index.Objects;

/// <summary>One page of the versions of a bucket, by key and then from the newest to the oldest.</summary>
/// <param name="Versions">Versions and delete markers.</param>
/// <param name="CommonPrefixes">Rolled-up prefixes in order, each once.</param>
/// <param name="IsTruncated">Whether there is more.</param>
/// <param name="NextKey">Key or common prefix to start after; empty when not truncated.</param>
/// <param name="NextVersion">Version of <paramref name="NextKey"/> to start after, or null after a common prefix.</param>
public sealed record VersionListing(
    IReadOnlyList<ListedVersion> Versions,
    IReadOnlyList<ReadOnlyMemory<byte>> CommonPrefixes,
    bool IsTruncated,
    ReadOnlyMemory<byte> NextKey,
    VersionName? NextVersion);
