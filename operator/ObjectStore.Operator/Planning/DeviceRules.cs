using ObjectStore.Operator.Api.V1Alpha1;

namespace ObjectStore.Operator.Planning;

/// <summary>What a pool's devices mean, and what is wrong with them. Pure.</summary>
internal static class DeviceRules
{
    private const string PatternEnd = "/*";

    /// <summary>Paths that cannot be devices themselves: the root, and where the process has its temporary files.</summary>
    private static readonly string[] Reserved = ["", "/tmp"];

    /// <summary>What belongs to the Kubernetes node's system, or to the process in its pod, with all that is below and above: as root a storage node would write there.</summary>
    private static readonly string[] ReservedTrees =
        ["/app", "/bin", "/boot", "/dev", "/etc", "/lib", "/lib64", "/proc", "/root", "/run", "/sbin", "/sys", "/usr", "/var/lib/containerd", "/var/lib/etcd", "/var/lib/kubelet", "/var/run"];

    /// <summary>Directories of the Kubernetes node that the pod needs.</summary>
    public static IEnumerable<string> HostPathsOf(StoragePoolDevices devices) =>
        devices.Discovery is { } discovery ? [DirectoryOf(discovery)] : (devices.HostPaths ?? []).Select(static device => device.Path);

    /// <summary>The directory whose directories are devices.</summary>
    public static string DirectoryOf(DeviceDiscovery discovery) => discovery.Pattern[..^PatternEnd.Length];

    /// <summary>Bytes that each device may use; null for all.</summary>
    public static long? SizeLimitOf(StoragePoolDevices devices)
    {
        var text = devices.Discovery is { } discovery ? discovery.SizeLimit : (devices.HostPaths is [var first, ..] ? first.SizeLimit : null);
        return text is not null && Quantity.TryParse(text, out var bytes) ? bytes : null;
    }

    private static bool IsReserved(string path) =>
        Reserved.Contains(path) || path.StartsWith("//", StringComparison.Ordinal) || ReservedTrees.Any(tree => path == tree || path.StartsWith(tree + "/", StringComparison.Ordinal) || tree.StartsWith(path + "/", StringComparison.Ordinal));

    /// <summary>What is wrong, or null. The API server has checked most of it, unless the definitions are older or newer than the operator.</summary>
    public static string? Check(StoragePoolDevices devices)
    {
        if (devices.HostPaths is { Count: > 0 } == devices.Discovery is not null) return "devices needs either hostPaths or discovery.";
        if (devices.Discovery is { } discovery && (!discovery.Pattern.EndsWith(PatternEnd, StringComparison.Ordinal) || DirectoryOf(discovery).Contains('*', StringComparison.Ordinal)))
            return $"The pattern '{discovery.Pattern}' must be a directory followed by /*, as in /mnt/disks/*.";
        foreach (var path in HostPathsOf(devices))
        {
            if (!path.StartsWith('/') || IsReserved(path.TrimEnd('/')) || path.Split('/')[1..].Any(static part => part is "." or ".."))
                return $"The path '{path}' cannot hold devices.";
        }

        var limits = devices.Discovery is { } found ? [found.SizeLimit] : (devices.HostPaths ?? []).Select(static device => device.SizeLimit).Distinct().ToArray();
        if (limits.Length > 1) return "All devices of a pool have the same sizeLimit.";
        return limits is [{ } limit] && !Quantity.TryParse(limit, out _) ? $"The sizeLimit '{limit}' is not a quantity of bytes." : null;
    }
}
