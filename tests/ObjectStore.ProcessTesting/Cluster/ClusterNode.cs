namespace ObjectStore.ProcessTesting.Cluster;

/// <summary>A node of a cluster of processes.</summary>
public sealed class ClusterNode : IAsyncDisposable
{
    internal ClusterNode(ServerProcess process, string zone, IReadOnlyList<string> devices, TcpProxy? proxy, Uri address)
    {
        Process = process;
        Zone = zone;
        Devices = devices;
        Proxy = proxy;
        Address = address;
    }

    /// <summary>Its process.</summary>
    public ServerProcess Process { get; }

    /// <summary>Its name.</summary>
    public string Name => Process.Name;

    /// <summary>The zone that it is in.</summary>
    public string Zone { get; }

    /// <summary>Directories of its devices.</summary>
    public IReadOnlyList<string> Devices { get; }

    /// <summary>What the others reach it through; null when they reach it directly. All payload goes over gRPC then.</summary>
    public TcpProxy? Proxy { get; }

    /// <summary>Where the others reach it.</summary>
    public Uri Address { get; }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Process.DisposeAsync();
        if (Proxy is not null) await Proxy.DisposeAsync();
    }
}
