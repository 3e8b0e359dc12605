namespace ObjectStore.ProcessTesting.Cluster;

/// <summary>The programs of a cluster, of the same configuration (Debug or Release) as the running test.</summary>
public static class ClusterPrograms
{
    /// <summary>The storage node.</summary>
    public static string Node { get; } = Find("node", "ObjectStore.Node");

    /// <summary>The curator.</summary>
    public static string Curator { get; } = Find("operator", "ObjectStore.CuratorHost");

    /// <summary>The gateway.</summary>
    public static string Gateway { get; } = Find("gateway", "ObjectStore.GatewayHost");

    private static string Find(string folder, string name)
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        return Path.Combine(RepositoryPaths.Root, folder, name, "bin", output.Parent!.Name, output.Name, name);
    }
}
