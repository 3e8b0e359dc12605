namespace ObjectStore.Extents.Reading;

/// <summary>What one attempt to read a fragment came to.</summary>
internal enum ReadOutcome
{
    /// <summary>The bytes are there and verified.</summary>
    Done,

    /// <summary>Some bytes are not in memory, and waiting for the disk was not allowed.</summary>
    NotCached,

    /// <summary>Identity, a checksum or the length does not match.</summary>
    Corrupt,

    /// <summary>The range reaches past the end of the payload.</summary>
    OutOfRange,
}
