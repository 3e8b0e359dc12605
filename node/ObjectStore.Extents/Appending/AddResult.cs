namespace ObjectStore.Extents.Appending;

/// <summary>What became of a request that was to join a batch.</summary>
internal enum AddResult
{
    /// <summary>It is in the batch, or needs no record at all.</summary>
    Added,

    /// <summary>The batch has to be written first: it is at its bound, or one of the request's ids is in it already.</summary>
    BatchFull,

    /// <summary>The extent has no room for it.</summary>
    ExtentFull,
}
