namespace ObjectStore.Core.Errors;

/// <summary>Why the world failed (disk, network, database, quorum). The numbers go over the wire and are never reused.</summary>
public enum StorageErrorCode
{
    /// <summary>The device does not hold the fragment.</summary>
    FragmentNotFound = 1,

    /// <summary>Bytes from the disk or the network do not match their checksum or identity.</summary>
    CorruptFragment = 2,

    /// <summary>The device has no room but its reserve; it still reads, deletes and compacts.</summary>
    DeviceFull = 3,

    /// <summary>The device answered a read or write with an I/O error, or has turned read-only after one.</summary>
    DeviceFailed = 4,

    /// <summary>The device or its node cannot be reached or is closing.</summary>
    DeviceUnavailable = 5,

    /// <summary>Fewer than K fragments of a stripe could be read.</summary>
    TooFewFragments = 6,

    /// <summary>The fragments that became durable do not satisfy the write quorum, in any placement group that was tried.</summary>
    QuorumNotReached = 7,

    /// <summary>A queue, pool or limit is at its bound; the same request may succeed later.</summary>
    Overloaded = 8,

    /// <summary>The database of the index cannot be reached or failed the operation.</summary>
    IndexUnavailable = 9,

    /// <summary>A row or record of the index cannot be read: checksum, format or version.</summary>
    CorruptIndex = 10,

    /// <summary>A commit was refused because its epoch or revision is old; refresh and try again.</summary>
    StaleEpoch = 11,

    /// <summary>A directory or database belongs to another cluster, is in use by another process, or has a format that this release cannot read.</summary>
    Refused = 12,

    /// <summary>The database of the index has no room; reads go on.</summary>
    IndexFull = 13,

    /// <summary>What is stored is whole, but of a format that only a newer release can read, as while releases change one process at a time.</summary>
    NewerFormat = 14,
}
