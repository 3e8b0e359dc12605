using ObjectStore.Core.Errors;

namespace ObjectStore.Gateway.Frames;

/// <summary>Consecutive frames of one write as they are stored, sealed or compressed, and which of their bytes are wanted.</summary>
/// <remarks>Used by one caller at a time.</remarks>
internal interface IStoredFrames
{
    /// <summary>First frame that is needed.</summary>
    long FirstFrame { get; }

    /// <summary>Last frame that is needed.</summary>
    long LastFrame { get; }

    /// <summary>Where the first frame begins in what is stored.</summary>
    long StoredPosition { get; }

    /// <summary>Bytes of all frames that are needed, as they are stored.</summary>
    long StoredLength { get; }

    /// <summary>Bytes that are wanted of them.</summary>
    long WantedLength { get; }

    /// <summary>Bytes of a frame as it is stored, at least 1.</summary>
    int StoredLengthOf(long frame);

    /// <summary>Bytes that a frame holds.</summary>
    int PlainLengthOf(long frame);

    /// <summary>Which bytes of an opened frame are wanted.</summary>
    Range WantedOf(long frame);

    /// <summary>Opens a frame into <paramref name="plain"/>, which is as long as what it holds.</summary>
    /// <exception cref="StorageException">CorruptFragment: the frame is not the one of this place; nothing of it must be passed on.</exception>
    void Open(long frame, ReadOnlySpan<byte> stored, Span<byte> plain);

    /// <summary>The failure of a frame whose bytes end before it does.</summary>
    StorageException Damaged(long frame);
}
