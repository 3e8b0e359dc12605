using ObjectStore.Gateway.Options;

namespace ObjectStore.Gateway.ReadCache;

/// <summary>How much memory the read cache gets.</summary>
internal static class ReadCacheSize
{
    /// <summary>Most of the memory that the process may use, so that a cache that is larger than a container allows never takes it from requests. A guess.</summary>
    private const int ShareMax = 4;

    /// <summary>What is set, or as much of it as the memory limit of the process, or the machine, leaves room for.</summary>
    public static long Of(GatewayOptions options) => Of(options.ReadCacheBytes, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);

    /// <summary>The same for a process that may use <paramref name="availableBytes"/> bytes.</summary>
    internal static long Of(long setBytes, long availableBytes) => Math.Min(setBytes, availableBytes / ShareMax);
}
