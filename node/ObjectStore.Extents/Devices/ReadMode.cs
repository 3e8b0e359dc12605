namespace ObjectStore.Extents.Devices;

/// <summary>Where bytes of a file may come from.</summary>
public enum ReadMode
{
    /// <summary>Page cache or disk; blocks for the disk.</summary>
    Buffered,

    /// <summary>Page cache only; what is not there is not read, and the call does not block.</summary>
    CachedOnly,

    /// <summary>The disk itself, around the page cache. One buffer; address, length and offset are multiples of 4096.</summary>
    Direct,
}
