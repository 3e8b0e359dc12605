namespace ObjectStore.Index.Objects;

/// <summary>One page of the versions of a bucket, by key and then from the newest to the oldest.</summary>
/// <param name="Versions">Versions and delete markers.</param>
/// <param name="CommonPrefixes">Rolled-up prefixes in order, each once.</param>
/// <param name="IsTruncated">Whether there is more.</param>
/// <param name="NextKey">Key or common prefix to start after; empty when not truncated.</param>
/// <param name="NextVersion">Place among the versions of <paramref name="NextKey"/> to start after, also for the null version and when it is gone by then; null after a common prefix.</param>
public sealed record VersionListing(
    IReadOnlyList<ListedVersion> Versions,
    IReadOnlyList<ReadOnlyMemory<byte>> CommonPrefixes,
    bool IsTruncated,
    ReadOnlyMemory<byte> NextKey,
    VersionName? NextVersion)
{
    /// <summary>Versions that were left out because they cannot be read; 0 unless the query passes over them.</summary>
    public int UnreadableCount { get; init; }
}
