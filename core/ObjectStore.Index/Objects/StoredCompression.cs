using ObjectStore.Core.Frames;

namespace ObjectStore.Index.Objects;

/// <summary>
/// That an object or part is stored in compressed frames, and where they are (docs/compression.md §2). Of an upload: that its parts are compressed where that shrinks them. Of an object
/// that an upload made: that some of its parts may be; each part says it for itself.
/// </summary>
/// <remarks>Of an object that was written whole, and of a part, invariants: <see cref="CanBeOf"/>.</remarks>
public sealed record StoredCompression
{
    /// <summary>Of an upload that has begun.</summary>
    public static StoredCompression OfUpload { get; } = new();

    /// <summary>Bytes of the stored frames, and of their groups where there are any, before they are encrypted. Of an object of an upload: of all its parts together, compressed or not; of an upload 0.</summary>
    public long StoredBytes { get; init; }

    /// <summary>Stored length − 1 of each frame, 2 bytes each, little endian; empty for a single frame, where groups lie behind the frames, and with an upload.</summary>
    public ReadOnlyMemory<byte> FrameLengths { get; init; }

    /// <summary>Whether an object or part of a size can be stored so: the lengths of its frames add up to what is stored.</summary>
    public bool CanBeOf(long size)
    {
        if (size <= 0) return false;
        if (!CompressedLayout.HasGroups(size)) return Core.Frames.FrameLengths.TryReadRow(FrameLengths.Span, size, StoredBytes, out _);
        return FrameLengths.IsEmpty && StoredBytes > CompressedLayout.GroupsBytesOf(size) && StoredBytes <= CompressedLayout.StoredBytesMax(size);
    }

    /// <summary>Whether an upload, or an object that one made, can be so: it says nothing of frames.</summary>
    internal bool CanBeOfUpload => StoredBytes >= 0 && FrameLengths.IsEmpty;
}
