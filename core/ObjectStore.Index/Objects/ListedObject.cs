using ObjectStore.Core.Identifiers;

namespace ObjectStore.Index.Objects;

/// <summary>What a listing says of one object, decoded without the rest of its record.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Size">Bytes.</param>
/// <param name="ETag">Without quotes.</param>
/// <param name="LastModified">When it was committed.</param>
/// <param name="OwnerId">User id of the writer.</param>
/// <param name="StorageClass">By name, or null for the standard one.</param>
/// <param name="ChecksumAlgorithm">As in <see cref="StoredChecksum.Algorithm"/>, or 0.</param>
/// <param name="ChecksumIsComposite">Whether the checksum is composite.</param>
public readonly record struct ListedObject(
    ObjectKey Key, long Size, string ETag, DateTimeOffset LastModified, string OwnerId, string? StorageClass, byte ChecksumAlgorithm, bool ChecksumIsComposite)
{
    /// <summary>That it is being restored, or has a restored copy; null for all others.</summary>
    public StoredRestore? Restore { get; init; }

    /// <summary>When it was last read and where it lies; null where its row says nothing of it.</summary>
    public StoredTiering? Tiering { get; init; }
}
