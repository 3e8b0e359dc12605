using ObjectStore.Core.Identifiers;
using ObjectStore.Gateway.ReadCache;
using ObjectStore.Testing;

namespace ObjectStore.Gateway.Tests.ReadCache;

/// <summary>A cache of so many pages, and blocks whose bytes follow from their number.</summary>
internal sealed class CacheScene(int pages) : IDisposable
{
    private readonly TestMeterFactory _meters = new();
    private BlockCache? _cache;

    public long BytesMax => (long)pages * (PageStore.PageBytes + PageStore.OverheadBytes);

    public BlockCache Cache => _cache ??= new BlockCache(BytesMax, new ReadCacheMetrics(_meters));

    public static BlockKey Key(int number) => new(new StripeId((ulong)number << 16, 0), (byte)(number % 4), (byte)(number % 16));

    public static byte[] Content(int number, int bytes)
    {
        var content = new byte[bytes];
        new Random(number).NextBytes(content);
        return content;
    }

    /// <summary>Reads a block as a gateway does.</summary>
    /// <returns>Whether it was in the cache.</returns>
    public bool Read(int number, int bytes)
    {
        var lookup = Cache.Look(Key(number), bytes);
        var content = Content(number, bytes);
        if (lookup.State == BlockState.ToFill) Cache.Fill(lookup.Block!, content);
        if (lookup.State != BlockState.Held) return false;
        var served = new byte[bytes];
        Assert.True(Cache.TryServe(lookup.Block!, 0, served));
        Assert.Equal(content, served);
        return true;
    }

    public void Dispose() => _meters.Dispose();
}
