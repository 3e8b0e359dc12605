using ObjectStore.Core.Identifiers;

namespace ObjectStore.Index.Objects;

/// <summary>One page of the multipart uploads of a bucket, by key and then by initiation time.</summary>
/// <param name="Uploads">Keys and uploads.</param>
/// <param name="CommonPrefixes">Rolled-up prefixes in order, each once.</param>
/// <param name="IsTruncated">Whether there is more.</param>
/// <param name="NextKey">Key or common prefix to start after; empty when not truncated.</param>
/// <param name="NextUpload">Upload of <paramref name="NextKey"/> to start after, or null after a common prefix.</param>
public sealed record UploadListing(
    IReadOnlyList<KeyValuePair<ObjectKey, UploadRecord>> Uploads,
    IReadOnlyList<ReadOnlyMemory<byte>> CommonPrefixes,
    bool IsTruncated,
    ReadOnlyMemory<byte> NextKey,
    UploadId? NextUpload)
{
    /// <summary>Uploads that were left out because they cannot be read; 0 unless the query passes over them.</summary>
    public int UnreadableCount { get; init; }
}
