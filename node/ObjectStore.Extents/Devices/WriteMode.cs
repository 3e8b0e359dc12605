namespace ObjectStore.Extents.Devices;

/// <summary>How bytes go to a file.</summary>
public enum WriteMode
{
    /// <summary>Through the page cache: best for few bytes, which stay readable without the disk.</summary>
    Buffered,

    /// <summary>Around the page cache (O_DIRECT): no copy.</summary>
    Direct,
}
