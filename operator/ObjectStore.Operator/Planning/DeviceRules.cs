using ObjectStore.Operator.Api.V1Alpha1;

namespace ObjectStore.Operator.Planning;

/// <summary>What a pool's devices mean, and what is wrong with them. Pure.</summary>
internal static class DeviceRules
{
    private const string PatternEnd = "/*";

    /// <summary>Paths that the processes use themselves, and the root.</summary>
    private static readonly string[] Reserved = ["/", "/etc", "/tmp", "/app", "/usr", "/lib", "/proc", "/sys", "/dev", "/bin"];

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

    /// <summary>What is wrong, or null. The API server has checked most of it, unless the definitions are older or newer than the operator.</summary>
    public static string? Check(StoragePoolDevices devices)
    {
        if (devices.HostPaths is { Count: > 0 } == devices.Discovery is not null) return "devices needs either hostPaths or discovery.";
        if (devices.Discovery is { } discovery && (!discovery.Pattern.EndsWith(PatternEnd, StringComparison.Ordinal) || DirectoryOf(discovery).Contains('*', StringComparison.Ordinal)))
            return $"The pattern '{discovery.Pattern}' must be a directory followed by /*, as in /mnt/disks/*.";
        foreach (var path in HostPathsOf(devices))
        {
            if (!path.StartsWith('/') || path.Contains("..", StringComparison.Ordinal) || Reserved.Contains(path.TrimEnd('/').Length == 0 ? "/" : path.TrimEnd('/')))
                return $"The path '{path}' cannot hold devices.";
        }

        var limits = devices.Discovery is { } found ? [found.SizeLimit] : (devices.HostPaths ?? []).Select(static device => device.SizeLimit).Distinct().ToArray();
        if (limits.Length > 1) return "All devices of a pool have the same sizeLimit.";
        return limits is [{ } limit] && !Quantity.TryParse(limit, out _) ? $"The sizeLimit '{limit}' is not a quantity of bytes." : null;
    }
}
