namespace ObjectStore.Gateway.DataPath;

/// <summary>Counts the bytes of buffers that left the pool because a device that does not answer still reads them. Thread-safe and bounded.</summary>
internal sealed class LateBuffers(DataPathOptions options)
{
    private long _bytes;

    /// <summary>Bytes now.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>Counts a buffer in; false when that would exceed the bound.</summary>
    public bool TryAdd(long bytes)
    {
        for (var before = Bytes; before + bytes <= options.LateBufferBytesMax;)
        {
            var seen = Interlocked.CompareExchange(ref _bytes, before + bytes, before);
            if (seen == before) return true;
            before = seen;
        }

        return false;
    }

    /// <summary>Counts a buffer out that nobody reads any more.</summary>
    public void Remove(long bytes) => Interlocked.Add(ref _bytes, -bytes);
}
