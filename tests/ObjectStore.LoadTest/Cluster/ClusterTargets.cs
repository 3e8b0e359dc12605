namespace ObjectStore.LoadTest.Cluster;

/// <summary>What a cluster whose processes share two processors is to reach, several times what Ceph's gateway does on such a machine.</summary>
internal static class ClusterTargets
{
    private const double Megabyte = 1e6;

    /// <summary>Operations a second; null where there is no target.</summary>
    public static double? OperationsPerSecond(string method, long size) => (method, size) switch
    {
        ("PUT", 4 << 10) => 1_800,
        ("PUT", 1 << 20) => 200,
        ("PUT", 64 << 20) => 400 * Megabyte / size,
        ("GET", 4 << 10) => 5_500,
        ("GET", 1 << 20) => 1_200,
        ("GET", 64 << 20) => 1_500 * Megabyte / size,
        _ => null,
    };
}
